// SPDX-License-Identifier: Apache-2.0
//
// What a data file may hold, and how each departure from docs/formats/catalog.md is refused.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "policy/catalog/catalog.h"

namespace keyward::policy::catalog {
namespace {

using std::string_literals::operator""s;

std::string SourcePath(const std::string& path) {
  const char* root = std::getenv("KEYWARD_SOURCE_DIR");
  return root == nullptr ? path : std::string(root) + "/" + path;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The worked example of the format's page.
std::string Example() {
  const std::string page = ReadAll(SourcePath("docs/formats/catalog.md"));
  const std::string fence = "```\n";
  const std::size_t begin = page.find(fence, page.find("## Worked example")) + fence.size();
  return page.substr(begin, page.find(fence, begin) - begin);
}

// Returns `text` with the first `from`, which must be there, as `to`.
std::string Replace(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(WorkedExample, SaysWhatThePageSays) {
  const auto catalog = Catalog::Parse(Example());
  ASSERT_TRUE(catalog.has_value()) << core::Describe(catalog.error());
  EXPECT_EQ(catalog->source_package(), "example-facts");
  EXPECT_EQ(catalog->source_version(), "2.7");

  const Action* remove = catalog->FindAction("depot:DeleteCrate");
  ASSERT_NE(remove, nullptr);
  EXPECT_FALSE(SupportsRcp(*remove));
  ASSERT_EQ(remove->types.size(), 1u);
  EXPECT_TRUE(remove->types[0].required);
  EXPECT_EQ(catalog->UseOf(*remove, "depot:Shelf/A7/Label"), KeyUse::kCarried);
  EXPECT_EQ(catalog->UseOf(*remove, "aws:TagKeys"), KeyUse::kNotCarried);

  const Action* list = catalog->FindAction("depot:ListCrates");
  ASSERT_NE(list, nullptr);
  EXPECT_TRUE(list->is_wildcard_only());
  EXPECT_TRUE(SupportsRcp(*list));
  EXPECT_EQ(catalog->UseOf(*list, "depot:MaxItems"), KeyUse::kCarried);
  EXPECT_EQ(catalog->FindKey("depot:MaxItems")->type, KeyType::kNumeric);

  const Action* move = catalog->FindAction("depot:MoveCrate");
  ASSERT_NE(move, nullptr);
  EXPECT_EQ(move->level, AccessLevel::kTagging);
  EXPECT_EQ(FindFittingType(*move, "arn:aws:depot:eu-west-1:111122223333:crate/7")->name, "crate");
  EXPECT_EQ(FindFittingType(*move, "arn:aws:depot:::old/7")->name, "crate");
  EXPECT_TRUE(FitsArn(*move->types[1].type, "arn:aws:depot:::old/7"));
  EXPECT_EQ(FindFittingType(*move, "arn:aws:depot:::north")->name, "yard");
  EXPECT_FALSE(move->types[0].required);

  const Action* ping = catalog->FindAction("ping:Ping");
  ASSERT_NE(ping, nullptr);
  EXPECT_FALSE(SupportsRcp(*ping));
  EXPECT_EQ(catalog->UseOf(*ping, "aws:SourceIp"), KeyUse::kCarried);
  EXPECT_EQ(catalog->UseOf(*ping, "aws:TagKeys"), KeyUse::kCarried);
}

struct BadCase {
  const char* name;
  const char* from;
  const char* to;
  core::ErrorCode code;
  std::uint32_t line;
  const char* message;  // a part of it
};

class MalformedFile : public testing::TestWithParam<BadCase> {};

TEST_P(MalformedFile, IsRefusedWithItsLine) {
  const BadCase& bad = GetParam();
  const auto catalog = Catalog::Parse(Replace(Example(), bad.from, bad.to));
  ASSERT_FALSE(catalog.has_value());
  EXPECT_EQ(catalog.error().code, bad.code);
  EXPECT_EQ(catalog.error().name, "InvalidCatalog");
  EXPECT_EQ(catalog.error().place.line, bad.line) << core::Describe(catalog.error());
  EXPECT_NE(catalog.error().message.find(bad.message), std::string::npos)
      << catalog.error().message;
}

constexpr auto kBad = core::ErrorCode::kInvalidArgument;
constexpr BadCase kBadCases[] = {
    {"OtherFile", "keyward-catalog 1", "{\"Version\":1}", kBad, 1, "not a Keyward catalogue"},
    {"NewerVersion", "catalog 1\n", "catalog 2\n", core::ErrorCode::kUnimplemented, 1, "version"},
    {"VersionWithTail", "catalog 1\n", "catalog 1 \n", core::ErrorCode::kUnimplemented, 1,
     "version"},
    {"WindowsLines", "MIT\n", "MIT\r\n", kBad, 2, "printable"},
    {"NoSource", "source", "sauce", kBad, 2, "`source`"},
    {"UnknownKind", "g\tI", "q\tI", kBad, 4, "unknown kind"},
    {"LongKind", "g\tI", "gg\tI", kBad, 4, "unknown kind"},
    {"EmptyField", "g\tI\t", "g\t\t", kBad, 4, "empty"},
    {"EmptyLine", "g\tI", "\ng\tI", kBad, 4, "empty"},
    {"NotAscii", "Depot", "D\xc3\xa9pot", kBad, 6, "printable"},
    {"UnknownKeyType", "g\tI", "g\tQ", kBad, 4, "type"},
    {"LongKeyType", "g\tI", "g\tI+-", kBad, 4, "type"},
    {"GlobalOrder", "aws:SourceIp", "aws:Aardvark", kBad, 4, "order"},
    {"GlobalTwice", "aws:SourceIp", "AWS:REQUESTTAG/${TAGKEY}", kBad, 4, "order"},
    {"BrokenTemplate", "aws:RequestTag/${TagKey}", "aws:RequestTag/${TagKey", kBad, 3, "${Name}"},
    {"StrayBrace", "aws:RequestTag/${TagKey}", "aws:RequestTag/}${T}", kBad, 3, "${Name}"},
    {"EmptyTemplate", "aws:RequestTag/${TagKey}", "aws:RequestTag/${}", kBad, 3, "${Name}"},
    {"KeyBeforeService", "s\tdepot\tr\tExample Depot\n", "", kBad, 6, "may not stand here"},
    {"GlobalAfterService", "k\tN", "g\tN", kBad, 9, "may not stand here"},
    {"KeyAfterType", "t\tyard\t-\t", "k\tS\t", kBad, 12, "may not stand here"},
    {"ServicePrefix", "s\tdepot", "s\tDepot", kBad, 6, "prefix"},
    {"ServiceFlag", "s\tdepot\tr", "s\tdepot\tz", kBad, 6, "flag"},
    {"ServiceOrder", "s\tping", "s\talpha", kBad, 16, "order"},
    {"ServiceFields", "s\tping\t-", "s\tping", kBad, 16, "four fields"},
    {"TypeWithoutArn", "\tarn:${Partition}:depot:::${YardName}", "", kBad, 12, "four fields"},
    {"TypeArnShort", "arn:${Partition}:depot:::${YardName}", "arn:x:y:z", kBad, 12, "six parts"},
    {"TypeNoArn", "arn:${Partition}:depot:::${YardName}", "urn:a:b:c:d:e", kBad, 12, "six parts"},
    {"TypeKeyOutOfRange", "t\tcrate\t3", "t\tcrate\t4", kBad, 11, "out of range"},
    {"TypeOrder", "t\tyard", "t\tcrate", kBad, 12, "order"},
    {"ActionTypeOutOfRange", "Wx\t0!", "Wx\t2!", kBad, 13, "out of range"},
    {"ActionKeyOutOfRange", "L\t-\t2", "L\t-\t2-4", kBad, 14, "out of range"},
    {"HugeIndex", "L\t-\t2", "L\t-\t99999999999999999999", kBad, 14, "malformed list"},
    {"NegativeIndex", "L\t-\t2", "L\t-\t-2", kBad, 14, "malformed list"},
    {"LeadingZero", "L\t-\t2", "L\t-\t02", kBad, 14, "malformed list"},
    {"EmptyItem", "L\t-\t2", "L\t-\t1,,2", kBad, 14, "malformed list"},
    {"TrailingComma", "L\t-\t2", "L\t-\t1,", kBad, 14, "malformed list"},
    {"BackwardRange", "0-1\t0-2", "0-1\t2-0", kBad, 15, "malformed list"},
    {"IndexTwice", "0-1\t0-2", "0-1\t0-2,2", kBad, 15, "ascending"},
    {"MarkedKey", "L\t-\t2", "L\t-\t2!", kBad, 14, "`!`"},
    {"UnknownLevel", "ListCrates\tL", "ListCrates\tQ", kBad, 14, "access level"},
    {"LongLevel", "ListCrates\tL", "ListCrates\tLL", kBad, 14, "access level"},
    {"ActionName", "ListCrates", "List*", kBad, 14, "name is malformed"},
    {"ActionOrder", "ListCrates", "Aardvark", kBad, 14, "order"},
    {"ActionFields", "R\t-\t-", "R\t-", kBad, 17, "five fields"},
    {"CountsDiffer", "end\t3", "end\t4", kBad, 18, "counts"},
    {"CountsMissing", "\t2\t4\n", "\t2\n", kBad, 18, "five counts"},
    {"NoEnd", "end\t3\t2\t4\t2\t4\n", "", kBad, 18, "cut off"},
    {"NoLastNewline", "\t2\t4\n", "\t2\t4", kBad, 18, "cut off"},
    {"TextAfterEnd", "\t2\t4\n", "\t2\t4\n#\n", kBad, 18, "after the `end` line"},
};
INSTANTIATE_TEST_SUITE_P(Each, MalformedFile, testing::ValuesIn(kBadCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(MalformedFile, EveryTruncationIsRefused) {
  const std::string example = Example();
  for (std::size_t length = 0; length < example.size(); ++length) {
    EXPECT_FALSE(Catalog::Parse(example.substr(0, length)).has_value()) << length;
  }
}

// No single byte of the example, changed to any of these, breaks the parser or its look-ups.
TEST(MalformedFile, AnyChangedByteIsRefusedOrHarmless) {
  const std::string example = Example();
  for (std::size_t at = 0; at < example.size(); ++at) {
    for (const char byte : "\t\n-,!$}09az\x7f"s) {
      std::string changed = example;
      changed[at] = byte;
      const auto catalog = Catalog::Parse(changed);
      if (!catalog) continue;
      for (const Service& service : catalog->services()) {
        for (const Action& action : service.actions) {
          FindFittingType(action, "arn:aws:depot:::old/7");
          EXPECT_EQ(catalog->UseOf(action, "aws:SourceIp2"), KeyUse::kUnknown);
        }
      }
    }
  }
}

TEST(ParseLimits, TooManyReferencesAreRefused) {
  std::string text = "keyward-catalog 1\nsource\tp\t1\tMIT\ns\tx\t-\tX\n";
  constexpr int kRows = 1100;
  for (int i = 0; i < kRows; ++i) text += "k\tS\tx:" + std::to_string(10000 + i) + "\n";
  for (int i = 0; i < kRows; ++i) {
    text += "a\tA" + std::to_string(10000 + i) + "\tR\t-\t0-" + std::to_string(kRows - 1) + "\n";
  }
  const auto catalog = Catalog::Parse(text + "end\t0\t1\t1100\t0\t1100\n");
  ASSERT_FALSE(catalog.has_value());
  EXPECT_EQ(catalog.error().code, core::ErrorCode::kResourceExhausted);
}

TEST(ParseLimits, TooManyBytesAreRefused) {
  const auto catalog = Catalog::Parse(std::string(kMaxCatalogBytes + 1, 'g'));
  ASSERT_FALSE(catalog.has_value());
  EXPECT_EQ(catalog.error().code, core::ErrorCode::kResourceExhausted);
}

TEST(ParseLimits, TooManyFieldsAreRefused) {
  std::string arns;
  for (int i = 0; i < 64; ++i) arns += "\tarn:a:b:c:d:e";
  const auto catalog = Catalog::Parse(Replace(Example(), "t\tyard\t-", "t\tyard\t-" + arns));
  ASSERT_FALSE(catalog.has_value());
  EXPECT_EQ(catalog.error().message, "too many fields");
}

TEST(Load, ReadsTheCommittedFile) {
  const auto catalog = Catalog::Load(SourcePath("policy/catalog/data/catalog.txt"));
  ASSERT_TRUE(catalog.has_value()) << core::Describe(catalog.error());
  EXPECT_EQ(catalog->source_version(), Catalog::Builtin().source_version());
  EXPECT_EQ(catalog->services().size(), Catalog::Builtin().services().size());
  const Catalog copy = *catalog;
  EXPECT_EQ(copy.FindAction("s3:GetObject"), catalog->FindAction("s3:GetObject"));
}

TEST(Load, NamesTheFileThatCannotBeRead) {
  const auto missing = Catalog::Load("/nonexistent/catalog.txt");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, core::ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("`/nonexistent/catalog.txt`"), std::string::npos);
  EXPECT_FALSE(Catalog::Load(testing::TempDir()).has_value());  // a directory
}

TEST(Load, NamesTheFileAndLineAtFault) {
  const std::string path = testing::TempDir() + "keyward_catalog_parser_test.txt";
  std::ofstream(path, std::ios::binary) << Replace(Example(), "g\tI", "g\tQ");
  const auto catalog = Catalog::Load(path);
  std::filesystem::remove(path);
  ASSERT_FALSE(catalog.has_value());
  EXPECT_EQ(catalog.error().place.line, 4u);
  EXPECT_NE(catalog.error().message.find(path), std::string::npos);
}

}  // namespace
}  // namespace keyward::policy::catalog
