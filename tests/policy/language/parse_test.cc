// SPDX-License-Identifier: Apache-2.0
//
// What the parser makes of valid documents: the tree, the places of its parts, warnings, options.
// What it refuses: grammar_test.cc.
#include "policy/language/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/policy/language/kinds.h"

namespace keyward::policy::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Policy Parsed(const std::string& text, PolicyKind kind = PolicyKind::kIdentity,
              const ParseOptions& options = {}) {
  core::Result<Policy> policy = ParsePolicy(text, "name", kind, options);
  EXPECT_TRUE(policy.has_value()) << core::Describe(policy.error());
  return policy ? std::move(*policy) : Policy{};
}

std::vector<std::string> Values(const std::vector<Text>& texts) {
  std::vector<std::string> values;
  for (const Text& text : texts) values.push_back(text.value);
  return values;
}

void ExpectSpan(std::string_view text, const Span& span, std::string_view source) {
  EXPECT_EQ(text.substr(span.begin, span.end - span.begin), source);
  const core::LineColumn at = core::LocateOffset(text, span.begin);
  EXPECT_EQ(span.line, at.line) << source;
  EXPECT_EQ(span.column, at.column) << source;
}

constexpr std::string_view kBucket = R"({
  "Id": "the bucket's",
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Sid": "a b", "Principal": {"AWS": "111122223333",
        "CanonicalUser": ["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]},
     "Action": "s3:GetObject",	"Resource": "arn:aws:s3:::b/${aws:username}"},
    { "Condition" : {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a\u002a", true, -1.50]},
                     "Bool": {"aws:SecureTransport": false}, "Null": {} },
      "NotPrincipal": "*", "NotAction": ["s3:*", "*"], "NotResource": ["*"], "Effect": "Deny" }
  ]
})";

TEST(ParsePolicy, ReadsTheElementsAroundTheStatements) {
  const Policy policy = Parsed(std::string(kBucket), PolicyKind::kBucket);
  EXPECT_EQ(policy.name, "name");
  EXPECT_EQ(policy.kind, PolicyKind::kBucket);
  EXPECT_EQ(policy.version, Version::k2012_10_17);
  EXPECT_EQ(policy.id, "the bucket's");
  EXPECT_EQ(policy.pointer, "");
  EXPECT_THAT(policy.warnings, IsEmpty());
  ASSERT_EQ(policy.statements.size(), 2u);
  EXPECT_EQ(policy.statements[0].index, 0u);
  EXPECT_EQ(policy.statements[1].index, 1u);
  EXPECT_EQ(policy.statements[1].pointer, "/Statement/1");
}

TEST(ParsePolicy, ReadsAStatementOfScalars) {
  const Statement statement = Parsed(std::string(kBucket), PolicyKind::kBucket).statements[0];
  EXPECT_EQ(statement.effect, Effect::kAllow);
  EXPECT_EQ(statement.sid, "a b");
  EXPECT_FALSE(statement.not_action || statement.not_resource || statement.not_principal);
  EXPECT_THAT(Values(statement.actions), ElementsAre("s3:GetObject"));
  EXPECT_THAT(Values(statement.resources), ElementsAre("arn:aws:s3:::b/${aws:username}"));
  ASSERT_EQ(statement.principals.size(), 2u);
  EXPECT_EQ(statement.principals[0].type, Principal::Type::kAccount);
  EXPECT_EQ(statement.principals[1].type, Principal::Type::kCanonicalUser);
  EXPECT_THAT(statement.conditions, IsEmpty());
}

TEST(ParsePolicy, ReadsAStatementOfLists) {
  const Statement statement = Parsed(std::string(kBucket), PolicyKind::kBucket).statements[1];
  EXPECT_EQ(statement.effect, Effect::kDeny);
  EXPECT_EQ(statement.sid, "");
  EXPECT_TRUE(statement.not_action && statement.not_resource && statement.not_principal);
  EXPECT_THAT(Values(statement.actions), ElementsAre("s3:*", "*"));
  EXPECT_THAT(Values(statement.resources), ElementsAre("*"));
  ASSERT_EQ(statement.principals.size(), 1u);
  EXPECT_EQ(statement.principals[0].type, Principal::Type::kEveryone);
  ASSERT_EQ(statement.conditions.size(), 2u);
  const Condition& tags = statement.conditions[0];
  EXPECT_EQ(tags.op_text, "ForAnyValue:StringLikeIfExists");
  EXPECT_EQ(tags.op, ParseConditionOperator(tags.op_text));
  EXPECT_EQ(tags.key.value, "aws:TagKeys");
  EXPECT_THAT(Values(tags.values), ElementsAre("a*", "true", "-1.50"));
  EXPECT_THAT(Values(statement.conditions[1].values), ElementsAre("false"));
}

TEST(ParsePolicy, KeepsThePlaceOfEveryPart) {
  const Policy policy = Parsed(std::string(kBucket), PolicyKind::kBucket);
  const Statement& first = policy.statements[0];
  const Statement& second = policy.statements[1];
  EXPECT_EQ(first.span.line, 5u);
  EXPECT_EQ(first.span.column, 5u);
  EXPECT_EQ(kBucket[first.span.end - 1], '}');
  EXPECT_EQ(second.span.line, 8u);
  EXPECT_EQ(second.span.column, 5u);
  EXPECT_EQ(kBucket.substr(second.span.end, 4), "\n  ]");
  ExpectSpan(kBucket, first.actions[0].span, R"("s3:GetObject")");
  ExpectSpan(kBucket, first.resources[0].span, R"("arn:aws:s3:::b/${aws:username}")");
  ExpectSpan(kBucket, first.principals[0].span, R"("111122223333")");
  ExpectSpan(kBucket, first.principals[1].span,
             R"("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")");
  ExpectSpan(kBucket, second.actions[1].span, R"("*")");
  ExpectSpan(kBucket, second.principals[0].span, R"("*")");
  const Condition& tags = second.conditions[0];
  ExpectSpan(kBucket, tags.span, R"(["a\u002a", true, -1.50])");
  ExpectSpan(kBucket, tags.values[0].span, R"("a\u002a")");
  ExpectSpan(kBucket, tags.values[1].span, "true");
  ExpectSpan(kBucket, tags.values[2].span, "-1.50");
  ExpectSpan(kBucket, second.conditions[1].span, "false");
}

TEST(ParsePolicy, TakesOneStatementOutsideAList) {
  const Policy policy = Parsed(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})");
  ASSERT_EQ(policy.statements.size(), 1u);
  EXPECT_EQ(policy.statements[0].pointer, "/Statement");
  EXPECT_EQ(policy.version, Version::k2008_10_17) << "the language's default";
}

TEST(ParsePolicy, TakesEmptyConditionLists) {
  const Policy policy = Parsed(
      R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*",
          "Condition":{"StringEquals":{"aws:a":[]}, "Bool":{}}}})");
  ASSERT_EQ(policy.statements[0].conditions.size(), 1u);
  EXPECT_THAT(policy.statements[0].conditions[0].values, IsEmpty());
}

// The old version has no variables: `${` is text there.
TEST(ParsePolicy, ChecksVariablesInTheNewVersionOnly) {
  const std::string rest =
      R"(","Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${a",
         "Condition":{"StringLike":{"aws:a":"${"}}}})";
  EXPECT_FALSE(
      ParsePolicy(R"({"Version":"2012-10-17)" + rest, "", PolicyKind::kIdentity).has_value());
  EXPECT_TRUE(
      ParsePolicy(R"({"Version":"2008-10-17)" + rest, "", PolicyKind::kIdentity).has_value());
}

// The version that stands behind the statements is theirs too.
TEST(ParsePolicy, OrderOfElementsIsFree) {
  const std::string text =
      R"({"Statement":{"Resource":"arn:aws:s3:::${a","Action":"*","Effect":"Allow"},)"
      R"("Version":"2012-10-17"})";
  const core::Result<Policy> policy = ParsePolicy(text, "", PolicyKind::kIdentity);
  ASSERT_FALSE(policy.has_value());
  EXPECT_EQ(policy.error().place.pointer, "/Statement/Resource");
}

TEST(ParsePolicy, ReadsADocumentInsideALargerText) {
  const std::string text =
      "{\"policies\": [\n  {\"Statement\": {\"Effect\": \"Allow\",\n"
      "    \"Action\": \"*\", \"Resource\": \"*\", \"Sid\": \"-\"}}]}";
  const core::Result<core::JsonDocument> document = core::JsonDocument::Parse(text);
  ASSERT_TRUE(document.has_value());
  const core::JsonView view = At(*document, "/policies/0");
  const core::Result<Policy> refused = ParsePolicy(*document, view, "", PolicyKind::kManaged);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().place.pointer, "/policies/0/Statement/Sid");
  EXPECT_EQ(refused.error().place.line, 3u);
  const core::Result<Policy> parsed = ParsePolicy(*document, view, "inner", PolicyKind::kBucket);
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().name, "MalformedPolicy");
  EXPECT_EQ(parsed.error().place.pointer, "/policies/0/Statement");
  EXPECT_EQ(parsed.error().place.line, 2u);
  EXPECT_EQ(parsed.error().place.column, 17u);
}

TEST(ParseOptions, WildcardServiceIsTakenOnRequest) {
  const std::string text = R"({"Statement":{"Effect":"Deny","Action":"*:Get*","Resource":"*"}})";
  EXPECT_FALSE(ParsePolicy(text, "", PolicyKind::kIdentity).has_value());
  const Policy policy =
      Parsed(text, PolicyKind::kIdentity, {.wildcard_service_never_matches = true});
  EXPECT_THAT(Values(policy.statements[0].actions), ElementsAre("*:Get*"));
}

struct WarningCase {
  const char* name;
  PolicyKind kind;
  const char* element;  // a member of the statement
  const char* at;       // null: no warning
  const char* message;

  friend void PrintTo(const WarningCase& row, std::ostream* out) { *out << row.element; }
};

constexpr WarningCase kWarnings[] = {
    {"VariableInAccount", PolicyKind::kIdentity,
     R"("Resource":["*","arn:aws:s3::${aws:PrincipalAccount}:b"])", "/Statement/Resource/1",
     "before the fifth colon"},
    {"VariableInResource", PolicyKind::kIdentity, R"("Resource":"arn:aws:s3:::${aws:username}")",
     nullptr, ""},
    {"IncompleteArnInAResourcePolicy", PolicyKind::kBucket,
     R"("Principal":"*","Resource":"arn:aws:s3")", "/Statement/Resource", "never matches"},
    {"IncompleteArnInAnEndpointPolicy", PolicyKind::kEndpoint,
     R"("Principal":"*","Resource":"arn:aws:s3")", "/Statement/Resource", "never matches"},
    {"IncompleteArnInAnIdentityPolicy", PolicyKind::kIdentity, R"("Resource":"arn:aws:s3")",
     nullptr, ""},
    {"ArnOperatorWithoutAnArn", PolicyKind::kIdentity,
     R"("Resource":"*","Condition":{"ArnLike":{"aws:a":["arn:aws:s3:::b","b*"]}})",
     "/Statement/Condition/ArnLike/aws:a/1", "matches none"},
    {"ArnOperatorWithFiveSegments", PolicyKind::kIdentity,
     R"("Resource":"*","Condition":{"ArnEquals":{"aws:a":"arn:aws:s3:*:b"}})",
     "/Statement/Condition/ArnEquals/aws:a", "matches none"},
    {"ArnOperatorWithAVariable", PolicyKind::kIdentity,
     R"("Resource":"*","Condition":{"ArnLike":{"aws:a":"${aws:PrincipalArn}"}})", nullptr, ""},
    {"ArnOperatorWithAStar", PolicyKind::kIdentity,
     R"("Resource":"*","Condition":{"ArnLike":{"aws:a":"*"}})", nullptr, ""},
};

class Warnings : public testing::TestWithParam<WarningCase> {};

INSTANTIATE_TEST_SUITE_P(Table, Warnings, testing::ValuesIn(kWarnings), CaseName<WarningCase>);

TEST_P(Warnings, SayWhatIsSurelyNotMeant) {
  const WarningCase& row = GetParam();
  const Policy policy =
      Parsed(std::string(R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*",)") +
                 row.element + "}}",
             row.kind);
  if (row.at == nullptr) {
    EXPECT_THAT(policy.warnings, IsEmpty());
    return;
  }
  ASSERT_EQ(policy.warnings.size(), 1u);
  EXPECT_EQ(policy.warnings[0].place.pointer, row.at);
  EXPECT_EQ(policy.warnings[0].place.line, 1u);
  EXPECT_THAT(policy.warnings[0].message, HasSubstr(row.message));
}

TEST(PolicyKind, HasItsNameAndElements) {
  for (const KindCase& kind : kKinds) {
    EXPECT_EQ(HasPrincipal(kind.kind), kind.principal) << kind.name;
    EXPECT_FALSE(KindName(kind.kind).empty());
  }
  EXPECT_EQ(KindName(PolicyKind::kManaged), "identity");
  EXPECT_EQ(KindName(PolicyKind::kBoundary), "boundary");
  EXPECT_EQ(KindName(PolicyKind::kSession), "session");
  EXPECT_EQ(KindName(PolicyKind::kServiceControl), "scp");
  EXPECT_EQ(KindName(PolicyKind::kResourceControl), "rcp");
  EXPECT_EQ(KindName(PolicyKind::kEndpoint), "endpoint");
  EXPECT_EQ(KindName(PolicyKind::kTrust), "resource");
}

}  // namespace
}  // namespace keyward::policy::language
