// SPDX-License-Identifier: Apache-2.0
// Huge and hostile input: refused clearly, in flat memory, without a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/cli/process.h"

namespace keyward::cli_test {
namespace {

// What one process may hold at most. Idle it takes some 10 MiB; the rest is one line of the
// greatest size and the values of one that has as many as are let in. Sanitizers need several times
// as much.
#if defined(__SANITIZE_ADDRESS__) || defined(KEYWARD_TSAN)
constexpr long kMaxPeakKib = 512 * 1024;
#else
constexpr long kMaxPeakKib = 96 * 1024;
#endif

constexpr char kGood[] =
    R"({"id":"good","request":{"principal":"arn:aws:iam::111122223333:user/alice","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}})"
    "\n";

std::string Repeat(const std::string& piece, int times) {
  std::string text;
  text.reserve(piece.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

// A line with an identity policy whose one resource is `pattern`.
std::string LineWithResource(const std::string& pattern, const std::string& resource) {
  return R"({"id":"bad","request":{"principal":"arn:aws:iam::111122223333:user/alice","action":"s3:GetObject","resource":")" +
         resource +
         R"("},"policies":{"identity":[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":")" +
         pattern + R"("}}]}})";
}

struct HostileCase {
  const char* name;
  std::function<void(std::ostream&)> write;  // the bad line, without its end
  const char* answer;                        // a part of it
};

std::string CaseName(const testing::TestParamInfo<HostileCase>& info) { return info.param.name; }

class HostileLine : public testing::TestWithParam<HostileCase> {};

TEST_P(HostileLine, IsAnsweredInFlatMemoryAndTheBatchGoesOn) {
  const std::string path = TemporaryFile("hostile.jsonl", "");
  {
    std::ofstream file(path, std::ios::binary);
    file << kGood;
    GetParam().write(file);
    file << '\n' << kGood;
  }
  for (const bool raw : {false, true}) {
    ProcessOptions options;
    options.arguments = {"policy", "simulate", "--input", "-"};
    if (raw) options.arguments.push_back("--raw");
    options.stdin_file = path;
    const ProcessResult result = RunKeyward(options);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.signal, 0);
    const std::size_t first = result.out.find('\n');
    const std::size_t second = result.out.find('\n', first + 1);
    ASSERT_NE(second, std::string::npos) << result.out.substr(0, 1000);
    EXPECT_THAT(result.out.substr(first + 1, second - first - 1),
                testing::HasSubstr(GetParam().answer));
    EXPECT_THAT(result.out.substr(second + 1),
                testing::StartsWith("{\"id\":\"good\",\"decision\""));
    EXPECT_LT(result.peak_kib, kMaxPeakKib);
  }
  std::filesystem::remove(path);
}

const HostileCase kHostile[] = {
    {"HundredMegabytes",
     [](std::ostream& out) {
       const std::string piece(1 << 20, 'a');
       out << "{\"id\":\"";
       for (int i = 0; i < 100; ++i) out << piece;
       out << "\"}";
     },
     "\"code\":\"LimitExceeded\",\"message\":\"the line holds more than"},
    {"MillionDeep",
     [](std::ostream& out) {
       out << R"({"id":1,"request":)" << Repeat("[", 1000000) << Repeat("]", 1000000) << "}";
     },
     "LimitExceeded"},
    {"MillionDeepObjects",
     [](std::ostream& out) { out << Repeat("{\"a\":", 1000000) << "1" << Repeat("}", 1000000); },
     "LimitExceeded"},
    {"HundredThousandDeep",
     [](std::ostream& out) { out << Repeat("[", 100000) << Repeat("]", 100000); }, "LimitExceeded"},
    {"MillionStars",
     [](std::ostream& out) {
       out << LineWithResource("arn:aws:s3:::" + Repeat("*a", 1000000) + "b",
                               "arn:aws:s3:::" + std::string(100000, 'a') + "/k");
     },
     "LimitExceeded"},
    {"WorstPatternThatIsLetIn",
     [](std::ostream& out) {
       out << LineWithResource("arn:aws:s3:::" + Repeat("*a", 5000) + "b",
                               "arn:aws:s3:::" + std::string(4000, 'a') + "/k");
     },
     "\"decision\":\"implicitDeny\""},
    {"LongestResource",
     [](std::ostream& out) {
       out << LineWithResource("*", "arn:aws:s3:::" + std::string(1000000, 'a') + "/k");
     },
     "\"pointer\":\"/request/resource\""},
    {"MillionsOfValues",
     [](std::ostream& out) { out << "{\"x\":[" << Repeat("1,", 4000000) << "1]}"; },
     "LimitExceeded"},
    {"AsManyValuesAsAreLetIn",
     [](std::ostream& out) { out << "{\"x\":[" << Repeat("1,", 262000) << "1]}"; },
     "unknown field `x`"},
    {"LongestLineThatIsLetIn",
     [](std::ostream& out) {
       out << R"({"id":"bad","request":")" << std::string((8u << 20) - 100, 'x') << "\"}";
     },
     "\"pointer\":\"/request\""},
    {"HundredThousandContextKeys",
     [](std::ostream& out) {
       out << R"({"id":"bad","request":{"principal":"anonymous","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{"a":"")";
       for (int i = 0; i < 100000; ++i) out << ",\"aws:PrincipalTag/" << i << "\":\"v\"";
       out << "}}}";
     },
     "more than 4096 context values"},
    {"ContextOfAMegabyte",
     [](std::ostream& out) {
       out << R"({"id":"bad","request":{"principal":"anonymous","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{"aws:UserAgent":")"
           << std::string(1 << 20, 'a') << "\"}}}";
     },
     "more than 262144 bytes of context"},
    {"ManyLevels",
     [](std::ostream& out) {
       out << R"({"id":"bad","request":{"principal":"anonymous","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"},"policies":{"scp":[[])"
           << Repeat(",[]", 80000) << "]}}";
     },
     "LimitExceeded"},
    {"NulBytes", [](std::ostream& out) { out << std::string(1 << 20, '\0'); }, "MalformedJson"},
};

INSTANTIATE_TEST_SUITE_P(Hostile, HostileLine, testing::ValuesIn(kHostile), CaseName);

TEST(HostileBatch, MemoryDoesNotGrowWithLength) {
  const auto peak = [](int lines) {
    ProcessOptions options;
    options.arguments = {"policy", "simulate", "--input", "-"};
    options.stdin_file = TemporaryFile("batch.jsonl", Repeat(kGood, lines));
    options.environment = {"ASAN_OPTIONS=quarantine_size_mb=1"};  // else it keeps what was freed
    const ProcessResult result = RunKeyward(options);
    EXPECT_EQ(result.exit_code, 0);
    std::filesystem::remove(options.stdin_file);
    return result.peak_kib;
  };
  EXPECT_LT(peak(20000), peak(100) + 4096);
}

class HostileFile : public testing::TestWithParam<HostileCase> {};

TEST_P(HostileFile, IsRefusedInOneLineAndFlatMemory) {
  const std::string path = TemporaryFile("hostile.json", "");
  {
    std::ofstream file(path, std::ios::binary);
    GetParam().write(file);
  }
  ProcessOptions options;
  options.arguments = {"policy",      "simulate",
                       "--identity",  path,
                       "--principal", "arn:aws:iam::111122223333:user/alice",
                       "--action",    "s3:GetObject",
                       "--resource",  "arn:aws:s3:::b/k"};
  const ProcessResult result = RunKeyward(options);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, testing::HasSubstr(GetParam().answer));
  EXPECT_THAT(result.err, testing::HasSubstr("hostile.json"));
  EXPECT_EQ(result.err.find('\n') + 1, result.err.size());
  EXPECT_LT(result.peak_kib, kMaxPeakKib);
  std::filesystem::remove(path);
}

const HostileCase kFiles[] = {
    {"HundredMegabytes",
     [](std::ostream& out) {
       const std::string piece(1 << 20, ' ');
       for (int i = 0; i < 100; ++i) out << piece;
     },
     "more than 1048576 bytes"},
    {"MillionDeep", [](std::ostream& out) { out << Repeat("[", 1000000); }, "LimitExceeded"},
    {"ThousandDeep", [](std::ostream& out) { out << Repeat("[", 1000); }, "LimitExceeded"},
    {"MillionStars",
     [](std::ostream& out) {
       out << R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":")"
           << std::string(1000000, '*') << "\"}}";
     },
     "LimitExceeded"},
    {"Binary",
     [](std::ostream& out) {
       out << std::string(
           "\x7f"
           "ELF\0\1\2",
           7);
     },
     "invalid JSON"},
    {"Empty", [](std::ostream&) {}, "invalid JSON"},
};

INSTANTIATE_TEST_SUITE_P(Hostile, HostileFile, testing::ValuesIn(kFiles), CaseName);

TEST(HostileCatalog, IsRefused) {
  const std::string path = TemporaryFile("catalog.txt", std::string((16 << 20) + 1, 'x'));
  ProcessOptions options;
  for (const std::string& file : {path, std::string("/"), std::string("/dev/zero")}) {
    options.arguments = {"policy", "expand", "s3:*", "--catalog", file};
    const ProcessResult result = RunKeyward(options);
    EXPECT_EQ(result.exit_code, 2) << file;
    EXPECT_EQ(result.out, "");
    EXPECT_LT(result.peak_kib, kMaxPeakKib) << file;
  }
}

}  // namespace
}  // namespace keyward::cli_test
