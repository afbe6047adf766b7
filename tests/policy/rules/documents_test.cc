// SPDX-License-Identifier: Apache-2.0
//
// Rule 35: strict JSON, and AWS's limits. Rules 2 and 36: statement_grammar_test.cc.
#include "policy/language/parse.h"
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class Document : public testing::TestWithParam<DocumentCase> {};
TEST_P(Document, IsAcceptedOrRefused) { CheckDocument(GetParam()); }

using namespace std::string_view_literals;

constexpr std::string_view kMalformed = "MalformedPolicyDocument";
constexpr PolicyKind kAny = PolicyKind::kIdentity;

// `depth` arrays, one in the other, as the policy's version.
std::string_view Nested(std::size_t depth) {
  return Keep(R"({"Version":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}");
}

const DocumentCase kJson[] = {
    {"R35_Plain", kAny, R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})"},
    {"R35_WhiteSpaceAround", kAny,
     " \t\r\n{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}\n"},
    {"R35_Empty", kAny, "", kMalformed, "", "JSON"},
    {"R35_Array", kAny, "[]", kMalformed, "", "object"},
    {"R35_Unclosed", kAny, R"({"Statement":[)", kMalformed, "/Statement", "JSON"},
    {"R35_DuplicateKeyInThePolicy", kAny,
     R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"},"Statement":[]})", kMalformed,
     "/Statement", "duplicate"},
    {"R35_DuplicateKeyInAStatement", kAny,
     R"({"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Effect":"Allow"}]})",
     kMalformed, "/Statement/0/Effect", "duplicate"},
    {"R35_DuplicateOperator", kAny,
     R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*",)"
     R"("Condition":{"Bool":{"a:k":"true"},"Bool":{"a:l":"true"}}}})",
     kMalformed, "/Statement/Condition/Bool", "duplicate"},
    {"R35_DuplicateConditionKey", kAny,
     R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*",)"
     R"("Condition":{"Bool":{"a:k":"true","a:k":"false"}}}})",
     kMalformed, "/Statement/Condition/Bool/a:k", "duplicate"},
    {"R35_DuplicateKeySpeltWithAnEscape", kAny,
     R"({"Statement":{"Effect":"Deny","Action":"*","Resource":"*","\u0045ffect":"Allow"}})",
     kMalformed, "/Statement/Effect", "duplicate"},
    {"R35_DuplicatePrincipalType", PolicyKind::kBucket,
     R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*",)"
     R"("Principal":{"AWS":"111122223333","AWS":"*"}}})",
     "MalformedPolicy", "/Statement/Principal/AWS", "duplicate"},
    {"R35_TrailingText", kAny, R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}} x)",
     kMalformed, "", "JSON"},
    {"R35_TrailingObject", kAny,
     R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}{})", kMalformed, "", "JSON"},
    {"R35_TrailingComma", kAny,
     R"({"Statement":{"Effect":"Allow","Action":["*",],"Resource":"*"}})", kMalformed,
     "/Statement/Action", "JSON"},
    {"R35_Comment", kAny,
     R"({/* all */"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})", kMalformed, "",
     "JSON"},
    {"R35_SingleQuotes", kAny, "{'Statement':[]}", kMalformed, "", "JSON"},
    {"R35_ByteOrderMark", kAny,
     "\xEF\xBB\xBF{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
     kMalformed, "", "JSON"},
    {"R35_InvalidUtf8Byte", kAny, "{\"Id\":\"\xFF\",\"Statement\":[]}", kMalformed, "/Id", "JSON"},
    {"R35_InvalidUtf8Truncated", kAny, "{\"Id\":\"\xC3\",\"Statement\":[]}", kMalformed, "/Id",
     "JSON"},
    {"R35_InvalidUtf8Overlong", kAny, "{\"Id\":\"\xC0\xAF\",\"Statement\":[]}", kMalformed, "/Id",
     "JSON"},
    {"R35_InvalidUtf8Surrogate", kAny, "{\"Id\":\"\xED\xA0\x80\",\"Statement\":[]}", kMalformed,
     "/Id", "JSON"},
    {"R35_InvalidUtf8BeyondUnicode", kAny, "{\"Id\":\"\xF4\x90\x80\x80\",\"Statement\":[]}",
     kMalformed, "/Id", "JSON"},
    {"R35_LoneSurrogateEscape", kAny, R"({"Id":"\ud800","Statement":[]})", kMalformed, "/Id",
     "JSON"},
    {"R35_RawNul", kAny, "{\"Id\":\"a\0b\",\"Statement\":[]}"sv, kMalformed, "", "NUL"},
    {"R35_EscapedNul", kAny, R"({"Id":"a\u0000b","Statement":[]})", kMalformed, "/Id", "NUL"},
    {"R35_EscapedNulInAKey", kAny, R"({"I\u0000d":"a","Statement":[]})", kMalformed, "", "NUL"},
    {"R35_NulBehindTheDocument", kAny,
     "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}\0"sv, kMalformed,
     "", "JSON"},
    {"R35_DepthAtTheLimit", kAny, Nested(32), kMalformed, "/Version", "2012-10-17"},
};
INSTANTIATE_TEST_SUITE_P(Json, Document, testing::ValuesIn(kJson), CaseName<DocumentCase>);

TEST(DocumentDepth, R35_OverTheLimitIsRefusedWithPlace) {
  const auto policy = language::ParsePolicy(std::string(Nested(33)), "deep", kAny);
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().name, "LimitExceeded");
  EXPECT_EQ(policy.error().code, core::ErrorCode::kResourceExhausted);
  EXPECT_TRUE(policy.error().place.pointer.starts_with("/Version/0/0")) << Describe(policy.error());
  EXPECT_EQ(policy.error().place.line, 1u);
}

TEST(DocumentDepth, R35_OneHundredThousandLevelsDoNotOverflow) {
  EXPECT_FALSE(language::ParsePolicy(std::string(Nested(100'000)), "deep", kAny));
  EXPECT_FALSE(language::ParsePolicy(std::string(100'000, '['), "deep", kAny));
}

struct Limit {
  std::string_view name;
  PolicyKind kind;
  std::size_t characters;
  bool white_space_counts;
};
constexpr Limit kLimits[] = {
    {"Managed", PolicyKind::kManaged, 6'144, false},
    {"Boundary", PolicyKind::kBoundary, 6'144, false},
    {"UserInline", PolicyKind::kUserInline, 2'048, false},
    {"RoleInline", PolicyKind::kRoleInline, 10'240, false},
    {"GroupInline", PolicyKind::kGroupInline, 5'120, false},
    {"Trust", PolicyKind::kTrust, 4'096, false},
    {"Session", PolicyKind::kSession, 2'048, false},
    {"ServiceControl", PolicyKind::kServiceControl, 5'120, false},
    {"ResourceControl", PolicyKind::kResourceControl, 5'120, true},
    {"Key", PolicyKind::kKey, 32'768, true},
    {"Bucket", PolicyKind::kBucket, 20'480, true},
    {"Secret", PolicyKind::kSecret, 20'480, true},
};

// A document of the kind, `unit` being repeated in its Id up to `characters`; white space is put in
// front.
std::string Sized(const Limit& limit, std::size_t characters, std::string_view unit,
                  std::size_t spaces) {
  std::string statement = R"("Effect":"Deny","Action":"s3:Get*")";
  if (limit.kind != PolicyKind::kTrust) statement += R"(,"Resource":"*")";
  if (HasPrincipal(limit.kind)) statement += R"(,"Principal":"*")";
  const std::string head = "{" + std::string(spaces, ' ') +
                           R"("Version":"2012-10-17","Statement":{)" + statement + R"(},"Id":")";
  const std::size_t counted = head.size() - (limit.white_space_counts ? 0 : spaces) + 2;
  std::string text = head;
  for (std::size_t i = counted; i < characters; ++i) text += unit;
  return text + "\"}";
}

class SizeLimit : public testing::TestWithParam<Limit> {};

core::Result<language::Policy> ParseSized(const Limit& limit, std::size_t characters,
                                          std::string_view unit = "x", std::size_t spaces = 0) {
  return language::ParsePolicy(Sized(limit, characters, unit, spaces), "sized", limit.kind);
}

TEST_P(SizeLimit, AtTheLimitIsAccepted) {
  const auto policy = ParseSized(GetParam(), GetParam().characters);
  EXPECT_TRUE(policy) << Describe(policy.error());
}

TEST_P(SizeLimit, OneMoreIsRefused) {
  const auto policy = ParseSized(GetParam(), GetParam().characters + 1);
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().name, "LimitExceeded");
  EXPECT_EQ(policy.error().code, core::ErrorCode::kResourceExhausted);
  EXPECT_EQ(policy.error().place.pointer, "");
  EXPECT_EQ(policy.error().place.line, 1u);
  EXPECT_NE(policy.error().message.find(std::to_string(GetParam().characters)), std::string::npos);
}

TEST_P(SizeLimit, CharactersAreCountedNotBytes) {
  EXPECT_TRUE(ParseSized(GetParam(), GetParam().characters, "\xC3\xA9"));
  EXPECT_FALSE(ParseSized(GetParam(), GetParam().characters + 1, "\xC3\xA9"));
}

TEST_P(SizeLimit, WhiteSpaceCountsWhereItDoes) {
  EXPECT_TRUE(ParseSized(GetParam(), GetParam().characters, "x", 50));
  EXPECT_FALSE(ParseSized(GetParam(), GetParam().characters + 1, "x", 50));
}

TEST_P(SizeLimit, SpacesInsideStringsCount) {
  EXPECT_TRUE(ParseSized(GetParam(), GetParam().characters, " "));
  EXPECT_FALSE(ParseSized(GetParam(), GetParam().characters + 1, " "));
}

INSTANTIATE_TEST_SUITE_P(R35, SizeLimit, testing::ValuesIn(kLimits),
                         [](const auto& param) { return "R35_" + std::string(param.param.name); });

}  // namespace
}  // namespace keyward::policy::rules
