// SPDX-License-Identifier: Apache-2.0
// The text of single requests against golden files. KEYWARD_UPDATE_GOLDEN=1 rewrites them: read the
// diff.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "tests/cli/process.h"
#include "tests/cli/simulate_support.h"

namespace keyward::cli_test {
namespace {

using cli::ExitCode;
using cli::OutputFormat;
using cli::SimulateArgs;
using cli::SingleArgs;

struct GoldenCase {
  const char* name;
  ExitCode code;
  SingleArgs args;
};

std::string CaseName(const testing::TestParamInfo<GoldenCase>& info) { return info.param.name; }

std::string ReadGolden(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Runs in tests/cli/policies, so that policies are named by short relative paths.
class SimulateText : public testing::TestWithParam<GoldenCase> {
 protected:
  void SetUp() override {
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(TestDirectory() + "/policies");
  }
  void TearDown() override { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_;
};

TEST_P(SimulateText, IsAsInItsGoldenFile) {
  SimulateArgs args;
  args.single = GetParam().args;
  args.style.format = OutputFormat::kText;
  const SimulateRun run = Simulate(args);
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.code, GetParam().code);
  const std::string path = TestDirectory() + "/golden/" + GetParam().name + ".txt";
  if (std::getenv("KEYWARD_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << run.out;
  EXPECT_EQ(run.out, ReadGolden(path));
}

SingleArgs Alice(const std::string& action, const std::string& resource) {
  SingleArgs args;
  args.principal = kAlice;
  args.action = action;
  args.resource = resource;
  return args;
}

SingleArgs With(SingleArgs args, const std::function<void(SingleArgs*)>& change) {
  change(&args);
  return args;
}

constexpr char kReport[] = "arn:aws:s3:::reports/2024.csv";

const GoldenCase kCases[] = {
    {"Allowed", ExitCode::kOk,
     With(Alice("s3:GetObject", kReport),
          [](SingleArgs* args) { args->identity = {"readers.json"}; })},
    {"MistypedBucket", ExitCode::kDenied,
     With(Alice("s3:GetObject", "arn:aws:s3:::report/2024.csv"),
          [](SingleArgs* args) { args->identity = {"readers.json"}; })},
    {"MissingContext", ExitCode::kDenied,
     With(Alice("s3:GetObject", "arn:aws:s3:::homes/alice/notes"),
          [](SingleArgs* args) {
            args->identity = {"readers.json"};
            args->context = {"s3:prefix=x", "aws:PrincipalTag/team=green"};
          })},
    {"UnexpectedScpDeny", ExitCode::kDenied,
     With(Alice("s3:GetObject", kReport),
          [](SingleArgs* args) {
            args->identity = {"readers.json"};
            args->scp_levels = {"guardrails.json"};
            args->context = {"aws:RequestedRegion=us-east-1"};
          })},
    {"SilentScpLevels", ExitCode::kDenied,
     With(Alice("s3:GetObject", kReport),
          [](SingleArgs* args) {
            args->identity = {"readers.json"};
            args->scp_levels = {"guardrails.json", "compute-only.json", ""};
            args->context = {"aws:RequestedRegion=eu-west-1"};
          })},
    {"SilentBoundary", ExitCode::kDenied,
     With(Alice("s3:GetObject", kReport),
          [](SingleArgs* args) {
            args->identity = {"readers.json"};
            args->boundary = "boundary.json";
          })},
    {"BucketPolicyNamesTheUser", ExitCode::kOk,
     With(Alice("s3:GetObject", kReport),
          [](SingleArgs* args) {
            args->resource_policy = "bucket.json";
            args->resource_account = "111122223333";
            args->boundary = "boundary.json";
          })},
    {"CrossAccountWithoutIdentity", ExitCode::kDenied,
     With(Alice("s3:GetObject", kReport),
          [](SingleArgs* args) {
            args->resource_policy = "bucket.json";
            args->resource_account = "444455556666";
          })},
    {"KmsGrant", ExitCode::kOk,
     With(Alice("kms:Decrypt",
                "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
          [](SingleArgs* args) {
            args->principal = "arn:aws:iam::111122223333:user/bob";
            args->grants_file = "grants.json";
            args->context = {"kms:EncryptionContext:team=blue"};
          })},
    {"KeyPolicyDelegatesOnly", ExitCode::kDenied,
     With(Alice("kms:Decrypt",
                "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
          [](SingleArgs* args) { args->resource_policy = "key.json"; })},
    {"ServicePrincipalSkipsIdentity", ExitCode::kDenied,
     With(Alice("s3:GetObject", kReport),
          [](SingleArgs* args) {
            args->principal = "service:lambda.amazonaws.com";
            args->identity = {"readers.json"};
          })},
};

INSTANTIATE_TEST_SUITE_P(Golden, SimulateText, testing::ValuesIn(kCases), CaseName);

TEST(SimulateTextSafety, ControlCharactersAreShownNotSent) {
  SimulateArgs args;
  args.style.format = OutputFormat::kText;
  args.single = Alice("s3:GetObject", "arn:aws:s3:::b/\x1b[2Jk\xc2\x9b\xe2\x80\xae");
  const SimulateRun run = Simulate(args);
  EXPECT_THAT(run.out, testing::HasSubstr("arn:aws:s3:::b/\\x1b[2Jk\\xc2\\x9b\\xe2\\x80\\xae"));
  EXPECT_THAT(run.out, testing::Not(testing::HasSubstr("\x1b")));
}

TEST(SimulateTextColour, OnlyWhenAskedFor) {
  SimulateArgs args;
  args.style.format = OutputFormat::kText;
  args.single = Alice("s3:GetObject", kReport);
  EXPECT_THAT(Simulate(args).out, testing::Not(testing::HasSubstr("\x1b")));
  args.style.colour = true;
  EXPECT_THAT(Simulate(args).out, testing::StartsWith("\x1b[1;31mDENIED (implicit)\x1b[0m: "));
}

struct BadSingle {
  const char* name;
  SingleArgs args;
  const char* message;
};

std::string BadName(const testing::TestParamInfo<BadSingle>& info) { return info.param.name; }

class SimulateSingleRefused : public testing::TestWithParam<BadSingle> {};

TEST_P(SimulateSingleRefused, InOneLineThatNamesTheSource) {
  SimulateArgs args;
  args.single = GetParam().args;
  const SimulateRun run = Simulate(args);
  EXPECT_EQ(run.code, ExitCode::kBadInput);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, testing::StartsWith("keyward: "));
  EXPECT_THAT(run.err, testing::HasSubstr(GetParam().message));
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
}

// The test's own file `name` under tests/cli/policies.
std::string File(const std::string& name) { return TestDirectory() + "/policies/" + name; }

std::vector<BadSingle> BadSingles() {
  const auto with = [](const std::function<void(SingleArgs*)>& change) {
    return With(Alice("s3:GetObject", kReport), change);
  };
  return {
      {"NoPrincipal", with([](SingleArgs* a) { a->principal.clear(); }), "--principal is needed"},
      {"NoAction", with([](SingleArgs* a) { a->action.clear(); }), "--action is needed"},
      {"NoResource", with([](SingleArgs* a) { a->resource.clear(); }), "a resource is needed"},
      {"BadPrincipal", with([](SingleArgs* a) { a->principal = "alice"; }), "(--principal)"},
      {"BadAction", with([](SingleArgs* a) { a->action = "s3"; }), "(--action)"},
      {"BadAccount", with([](SingleArgs* a) { a->resource_account = "1"; }),
       "(--resource-account)"},
      {"BadIssuer", with([](SingleArgs* a) { a->session_issuer = "bob"; }), "(--session-issuer)"},
      {"BadContext", with([](SingleArgs* a) { a->context = {"aws:SourceIp"}; }), "KEY=VALUE"},
      {"EmptyContextKey", with([](SingleArgs* a) { a->context = {"=x"}; }), "KEY=VALUE"},
      {"PolicyMissing", with([](SingleArgs* a) { a->identity = {"nope.json"}; }), "`nope.json`"},
      {"PolicyIsADirectory", with([](SingleArgs* a) { a->boundary = "/"; }), "cannot read `/`"},
      {"PolicyMisspelt", with([](SingleArgs* a) { a->identity = {File("misspelt.json")}; }),
       "misspelt.json: line 8, column "},
      {"PolicyOfAnotherKind", with([](SingleArgs* a) { a->identity = {File("bucket.json")}; }),
       "at `/Statement"},
      {"PolicyTooLarge", with([](SingleArgs* a) {
         a->identity = {TemporaryFile("large.json", std::string((1 << 20) + 1, ' '))};
       }),
       "more than 1048576 bytes"},
      {"PolicyTooDeep", with([](SingleArgs* a) {
         a->identity = {TemporaryFile("deep.json", std::string(100000, '['))};
       }),
       "LimitExceeded"},
      {"ContextFileNotAnObject",
       with([](SingleArgs* a) { a->context_file = TemporaryFile("context.json", "[]"); }),
       "context.json"},
      {"GrantsFileNotAList", with([](SingleArgs* a) { a->grants_file = File("context.json"); }),
       "expected an array"},
  };
}

INSTANTIATE_TEST_SUITE_P(Bad, SimulateSingleRefused, testing::ValuesIn(BadSingles()), BadName);

TEST(SimulateSingleContext, RepeatedKeysAreAListAndOptionsWinOverTheFile) {
  SimulateArgs args;
  args.raw = true;
  args.single = Alice("s3:GetObject", kReport);
  args.single.context_file =
      TemporaryFile("two.json", R"({"aws:SourceVpce":"file","aws:SourceVpc":"kept"})");
  args.single.context = {"aws:SourceVpce=option", "aws:TagKeys=a", "aws:TagKeys=b=c"};
  args.single.identity = {TemporaryFile(
      "p.json", Policy("Allow", R"("Action":"*","Resource":"*","Condition":{"StringEquals":)"
                                R"({"aws:SourceVpce":"option","aws:SourceVpc":"kept"},)"
                                R"("ForAllValues:StringEquals":{"aws:TagKeys":["a","b=c"]},)"
                                R"("ForAnyValue:StringEquals":{"aws:TagKeys":["b=c"]}})"))};
  EXPECT_EQ(Simulate(args).code, ExitCode::kOk);
}

TEST(SimulateSinglePolicies, StandardInputIsAPolicyToo) {
  SimulateArgs args;
  args.single = Alice("s3:GetObject", kReport);
  args.single.identity = {"-"};
  const SimulateRun run = Simulate(args, Policy("Allow", R"("Action":"*","Resource":"*")"));
  EXPECT_EQ(run.code, ExitCode::kOk);
  EXPECT_THAT(run.out, testing::HasSubstr("\"policy\":\"standard input\""));
}

}  // namespace
}  // namespace keyward::cli_test
