// SPDX-License-Identifier: Apache-2.0
//
// AWS's limits on the size of a document: the last character that fits and the first that does not.
// Source: IAM User Guide, "IAM and AWS STS quotas"; Organizations, S3, KMS and Secrets Manager
// quotas.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "policy/language/parse.h"
#include "tests/policy/language/kinds.h"

namespace keyward::policy::language {
namespace {

class Size : public testing::TestWithParam<KindCase> {
 protected:
  // A valid policy of exactly so many characters without white space between its tokens.
  std::string OfSize(std::size_t characters, const std::string& filler = "x") const {
    OrderedJson policy = ValidPolicy(GetParam());
    policy["Id"] = "";
    const std::size_t rest = policy.dump().size();
    std::string id;
    for (std::size_t i = rest; i < characters; ++i) id += filler;
    policy["Id"] = id;
    return policy.dump();
  }
  core::Result<Policy> Parse(const std::string& text, bool enforce = true) const {
    return ParsePolicy(text, "test", GetParam().kind, {.enforce_size = enforce});
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, Size, testing::ValuesIn(kKinds), CaseName<KindCase>);

TEST_P(Size, TheLimitFitsAndOneMoreDoesNot) {
  const std::size_t limit = GetParam().limit;
  EXPECT_EQ(MaxPolicyCharacters(GetParam().kind), limit);
  EXPECT_TRUE(Parse(OfSize(limit)).has_value());
  const core::Result<Policy> over = Parse(OfSize(limit + 1));
  ASSERT_FALSE(over.has_value());
  EXPECT_EQ(over.error().code, core::ErrorCode::kResourceExhausted);
  EXPECT_EQ(over.error().name, "LimitExceeded");
  EXPECT_EQ(over.error().message,
            "cannot exceed quota for PolicySize: " + std::to_string(limit) + " characters");
  EXPECT_EQ(over.error().place.pointer, "");
  EXPECT_EQ(over.error().place.line, 1u);
  EXPECT_TRUE(Parse(OfSize(limit + 1), /*enforce=*/false).has_value());
}

TEST_P(Size, WhiteSpaceBetweenTokensCountsWhereAwsCountsIt) {
  const std::string full = OfSize(GetParam().limit);
  std::string spaced = full;
  spaced.insert(1, "\r\n\t ");
  EXPECT_EQ(Parse(spaced).has_value(), !GetParam().space_counts);
  EXPECT_EQ(CountPolicyCharacters(spaced, GetParam().kind),
            GetParam().limit + (GetParam().space_counts ? 4 : 0));
}

TEST_P(Size, WhiteSpaceInStringsCounts) {
  EXPECT_TRUE(Parse(OfSize(GetParam().limit, " ")).has_value());
  EXPECT_FALSE(Parse(OfSize(GetParam().limit + 1, " ")).has_value());
}

TEST_P(Size, CharactersAreCodePoints) {
  const std::string text = OfSize(GetParam().limit, "\xF0\x9F\x98\x80");
  EXPECT_GT(text.size(), GetParam().limit);
  EXPECT_TRUE(Parse(text).has_value());
  EXPECT_FALSE(Parse(OfSize(GetParam().limit + 1, "\xC3\xA9")).has_value());
}

TEST(CountPolicyCharacters, FindsTheEndsOfStrings) {
  const PolicyKind free = PolicyKind::kManaged;
  EXPECT_EQ(CountPolicyCharacters("", free), 0u);
  EXPECT_EQ(CountPolicyCharacters(" \t\r\n", free), 0u);
  EXPECT_EQ(CountPolicyCharacters(R"({ "a" : 1 })", free), 7u);
  EXPECT_EQ(CountPolicyCharacters(R"("a b" )", free), 5u);
  EXPECT_EQ(CountPolicyCharacters(R"("a\" b" )", free), 7u);
  EXPECT_EQ(CountPolicyCharacters(R"("a\\" , " ")", free), 9u);
  EXPECT_EQ(CountPolicyCharacters(R"("\\\" " )", free), 7u);
  EXPECT_EQ(CountPolicyCharacters(R"({ "a" : 1 })", PolicyKind::kKey), 11u);
}

// A document inside a larger text is measured alone.
TEST(Size, OfAnEmbeddedDocumentIsItsOwn) {
  const std::string policy = R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";
  const std::string text =
      R"({"note":")" + std::string(20'000, 'x') + R"(","policy":)" + policy + "}";
  const core::Result<core::JsonDocument> document = core::JsonDocument::Parse(text);
  ASSERT_TRUE(document.has_value());
  const core::Result<Policy> parsed =
      ParsePolicy(*document, At(*document, "/policy"), "test", PolicyKind::kManaged);
  ASSERT_TRUE(parsed.has_value()) << core::Describe(parsed.error());
  EXPECT_EQ(parsed->pointer, "/policy");
}

}  // namespace
}  // namespace keyward::policy::language
