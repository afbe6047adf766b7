// SPDX-License-Identifier: Apache-2.0
#include "cli/simulation_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/simulate_support.h"

namespace keyward::cli_test {
namespace {

using nlohmann::json;

struct BadLine {
  const char* name;
  std::string line;
  json id;
  const char* code;
  const char* pointer;
  const char* message;  // a part of it
};

std::string CaseName(const testing::TestParamInfo<BadLine>& info) { return info.param.name; }

class SimulationInput : public testing::TestWithParam<BadLine> {};

TEST_P(SimulationInput, IsRefusedWithItsPlace) {
  const json answer = Answer(GetParam().line);
  ASSERT_TRUE(answer.contains("error")) << answer;
  EXPECT_EQ(answer.at("id"), GetParam().id);
  EXPECT_EQ(answer.at("error").at("code"), GetParam().code) << answer;
  EXPECT_EQ(answer.at("error").at("pointer"), GetParam().pointer) << answer;
  EXPECT_THAT(answer.at("error").at("message").get<std::string>(),
              testing::HasSubstr(GetParam().message));
}

// A line whose request is `request`.
std::string Request(const std::string& request) { return R"({"id":1,"request":)" + request + "}"; }

const BadLine kBadLines[] = {
    {"NotJson", "{", nullptr, "MalformedJson", "", ""},
    {"NotAnObject", "[1]", nullptr, "InvalidInput", "", "expected an object"},
    {"TextAfterTheValue", R"({"id":1} {})", 1, "MalformedJson", "", ""},
    {"DuplicateKey", R"({"id":1,"id":2})", 1, "MalformedJson", "/id", ""},
    {"ByteOrderMark", "\xef\xbb\xbf{}", nullptr, "MalformedJson", "", ""},
    {"InvalidUtf8", "{\"id\":\"\xff\"}", nullptr, "MalformedJson", "/id", ""},
    {"TooDeep", std::string(41, '[') + std::string(41, ']'), nullptr, "LimitExceeded",
     "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", "40 levels"},
    {"UnknownField", R"({"id":"a","requst":{}})", "a", "InvalidInput", "/requst", "`requst`"},
    {"IdIsBoolean", R"({"id":true})", nullptr, "InvalidInput", "/id", "neither"},
    {"IdIsObject", R"({"id":{}})", nullptr, "InvalidInput", "/id", "neither"},
    {"NoRequest", R"({"id":2.5})", 2.5, "InvalidInput", "", "`request` is missing"},
    {"RequestIsString", Request("\"x\""), 1, "InvalidInput", "/request", "found string"},
    {"RequestUnknownField", Request(R"({"acton":"s3:GetObject"})"), 1, "InvalidInput",
     "/request/acton", "unknown field"},
    {"NoPrincipal", Request(R"({"action":"s3:GetObject"})"), 1, "InvalidInput", "/request",
     "`principal` is missing"},
    {"PrincipalNumber", Request(R"({"principal":1})"), 1, "InvalidInput", "/request/principal", ""},
    {"PrincipalCommandLineForm", Request(R"({"principal":"service:lambda.amazonaws.com"})"), 1,
     "InvalidInput", "/request/principal", ""},
    {"PrincipalBadArn", Request(R"({"principal":"arn:aws:iam::1:user/alice"})"), 1, "InvalidInput",
     "/request/principal", "arn:aws:iam::1:user/alice"},
    {"PrincipalBothForms",
     Request(R"({"principal":{"service":"a.amazonaws.com","federated":"b"}})"), 1, "InvalidInput",
     "/request/principal", "one field"},
    {"PrincipalUnknownForm", Request(R"({"principal":{"AWS":"*"}})"), 1, "InvalidInput",
     "/request/principal/AWS", "unknown field"},
    {"NoAction", Request(R"({"principal":"anonymous"})"), 1, "InvalidInput", "/request",
     "`action` is missing"},
    {"NoResource", Request(R"({"principal":"anonymous","action":"s3:GetObject"})"), 1,
     "InvalidInput", "/request", "`resource` is missing"},
    {"EmptyResource", Request(R"({"principal":"anonymous","action":"s3:GetObject","resource":""})"),
     1, "InvalidInput", "/request/resource", "empty"},
    {"BadAccount",
     Request(
         R"({"principal":"anonymous","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resourceAccount":"12"})"),
     1, "InvalidInput", "/request/resourceAccount", ""},
    {"ContextNull", Line("", R"("aws:SourceIp":null)"), "x", "InvalidInput",
     "/request/context/aws:SourceIp", "found null"},
    {"ContextObject", Line("", R"("aws:PrincipalTag/a":{})"), "x", "InvalidInput",
     "/request/context/aws:PrincipalTag~1a", "found object"},
    {"ContextNestedArray", Line("", R"("aws:TagKeys":["a",["b"]])"), "x", "InvalidInput",
     "/request/context/aws:TagKeys/1", "found array"},
    {"FactsUnknownField", Line("", "", R"(,"facts":{"rcp":true})"), "x", "InvalidInput",
     "/facts/rcp", "unknown field"},
    {"FactsBadKind", Line("", "", R"(,"facts":{"resourcePolicyKind":"queue"})"), "x",
     "InvalidInput", "/facts/resourcePolicyKind", "`queue`"},
    {"FactsNotBoolean", Line("", "", R"(,"facts":{"managementAccount":"true"})"), "x",
     "InvalidInput", "/facts/managementAccount", "true or false"},
    {"FactsBadIssuer", Line("", "", R"(,"facts":{"sessionIssuer":"alice"})"), "x", "InvalidInput",
     "/facts/sessionIssuer", "alice"},
    {"FactsMultivaluedNotStrings", Line("", "", R"(,"facts":{"multivalued":[1]})"), "x",
     "InvalidInput", "/facts/multivalued/0", "a string"},
    {"PoliciesUnknownKind", Line(R"("identiy":[])"), "x", "InvalidInput", "/policies/identiy",
     "unknown field"},
    {"PoliciesNotAList", Line(R"("identity":{})"), "x", "InvalidInput", "/policies/identity",
     "an array"},
    {"ScpNotLevels", Line(R"("scp":[{}])"), "x", "InvalidInput", "/policies/scp/0", "an array"},
    {"EmptyDocument", Line(R"("identity":[{}])"), "x", "MalformedPolicyDocument",
     "/policies/identity/0", "Statement"},
    {"NamedPolicyUnknownField", Line(R"("identity":[{"nam":"n","policy":{}}])"), "x",
     "InvalidInput", "/policies/identity/0/nam", "unknown field"},
    {"UnknownOperator",
     Line(
         R"("identity":[)" +
         Policy(
             "Allow",
             R"("Action":"s3:*","Resource":"*","Condition":{"StringEqual":{"aws:SourceVpce":"v"}})") +
         "]"),
     "x", "MalformedPolicyDocument", "/policies/identity/0/Statement/Condition/StringEqual", ""},
    {"BucketPolicyIsNamedAsAws",
     Line(R"("resource":)" + Policy("Allow", R"("Action":"s3:*","Resource":"*")")), "x",
     "MalformedPolicy", "/policies/resource/Statement", ""},
    {"FactsSayItIsNoBucket",
     Line(R"("resource":)" + Policy("Allow", R"("Action":"s3:*","Resource":"*")"), "",
          R"(,"facts":{"resourcePolicyKind":"other"})"),
     "x", "MalformedPolicyDocument", "/policies/resource/Statement", ""},
    {"GrantUnknownField", Line("", "", R"(,"grants":[{"Grantee":"x"}])"), "x", "InvalidInput",
     "/grants/0/Grantee", "unknown field"},
    {"GrantWithoutGrantee", Line("", "", R"(,"grants":[{"Operations":["Decrypt"]}])"), "x",
     "InvalidInput", "/grants/0", "GranteePrincipal"},
    {"GrantWithoutOperations",
     Line("", "", R"(,"grants":[{"GranteePrincipal":"arn:aws:iam::111122223333:user/bob"}])"), "x",
     "InvalidInput", "/grants/0", "Operations"},
    {"GrantConstraintUnknown",
     Line(
         "", "",
         R"(,"grants":[{"GranteePrincipal":"arn:aws:iam::111122223333:user/bob","Operations":["Decrypt"],"Constraints":{"X":{}}}])"),
     "x", "InvalidInput", "/grants/0/Constraints/X", "unknown field"},
};

INSTANTIATE_TEST_SUITE_P(Lines, SimulationInput, testing::ValuesIn(kBadLines), CaseName);

TEST(SimulationContext, ScalarsAreTextAsWritten) {
  const auto document =
      core::JsonDocument::Parse(R"({"a":1.50,"b":true,"c":"x","d":["1",2,false],"e":[]})");
  ASSERT_TRUE(document);
  const auto context = cli::ReadContext(document->root());
  ASSERT_TRUE(context);
  ASSERT_EQ(context->size(), 5u);
  EXPECT_THAT((*context)[0].values, testing::ElementsAre("1.50"));
  EXPECT_THAT((*context)[1].values, testing::ElementsAre("true"));
  EXPECT_FALSE((*context)[2].list);
  EXPECT_THAT((*context)[3].values, testing::ElementsAre("1", "2", "false"));
  EXPECT_TRUE((*context)[3].list);
  EXPECT_TRUE((*context)[4].values.empty());
}

TEST(SimulationGrants, AllOfAwsFieldsAreTaken) {
  const auto document = core::JsonDocument::Parse(
      R"([{"GrantId":"g","KeyId":"k","GranteePrincipal":"p","Operations":["Decrypt","Sign"],)"
      R"("Constraints":{"EncryptionContextEquals":{"a":"b"},"EncryptionContextSubset":{},"SourceArn":"s"},)"
      R"("Name":"n","RetiringPrincipal":"r","IssuingAccount":"i","CreationDate":1700000000.1}])");
  ASSERT_TRUE(document);
  const auto grants = cli::ReadGrants(document->root());
  ASSERT_TRUE(grants);
  ASSERT_EQ(grants->size(), 1u);
  const policy::engine::Grant& grant = grants->front();
  EXPECT_EQ(grant.id + grant.key_id + grant.grantee_principal + grant.source_arn, "gkps");
  EXPECT_THAT(grant.operations, testing::ElementsAre("Decrypt", "Sign"));
  EXPECT_THAT(*grant.encryption_context_equals, testing::ElementsAre(testing::Pair("a", "b")));
  EXPECT_TRUE(grant.encryption_context_subset.has_value());
}

}  // namespace
}  // namespace keyward::cli_test
