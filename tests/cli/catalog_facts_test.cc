// SPDX-License-Identifier: Apache-2.0
#include "cli/catalog_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/simulate_support.h"

namespace keyward::cli_test {
namespace {

using cli::SimulateArgs;
using nlohmann::json;

SimulateArgs Raw() {
  SimulateArgs args;
  args.raw = true;
  return args;
}

// Asks for `action` on `resource` without policies.
std::string Ask(const std::string& action, const std::string& resource,
                const std::string& more = "") {
  return R"({"id":1,"request":{"principal":")" + std::string(kAlice) + R"(","action":")" + action +
         R"(","resource":")" + resource + R"("})" + more + "}";
}

std::string AllowIf(const std::string& condition) {
  return R"("identity":[)" +
         Policy("Allow", R"("Action":"s3:*","Resource":"*","Condition":{)" + condition + "}") + "]";
}

struct CheckCase {
  const char* name;
  std::string line;
  const char* pointer;  // of the error with the catalogue; raw decides all of them
  const char* message;
};

std::string CaseName(const testing::TestParamInfo<CheckCase>& info) { return info.param.name; }

class CatalogChecks : public testing::TestWithParam<CheckCase> {};

TEST_P(CatalogChecks, RefusedUnlessRaw) {
  const json refused = Answer(GetParam().line);
  ASSERT_TRUE(refused.contains("error")) << refused;
  EXPECT_EQ(refused.at("error").at("code"), "InvalidInput");
  EXPECT_EQ(refused.at("error").at("pointer"), GetParam().pointer);
  EXPECT_THAT(refused.at("error").at("message").get<std::string>(),
              testing::HasSubstr(GetParam().message));
  EXPECT_TRUE(Answer(GetParam().line, Raw()).contains("decision"));
}

const CheckCase kChecks[] = {
    {"UnknownService", Ask("s33:GetObject", "arn:aws:s3:::b/k"), "/request/action",
     "did you mean `s3`"},
    {"UnknownAction", Ask("s3:GetObjct", "arn:aws:s3:::b/k"), "/request/action",
     "did you mean `s3:GetObject`"},
    {"ResourceOfAnotherType", Ask("s3:GetObject", "arn:aws:s3:::b"), "/request/resource",
     "fits no resource type of s3:GetObject"},
    {"ResourceOfAnotherService", Ask("s3:GetObject", "arn:aws:sqs:eu-west-1:111122223333:q"),
     "/request/resource", "fits no resource type"},
    {"StarWhereATypeIsRequired", Ask("s3:CreateBucket", "*"), "/request/resource",
     "`*` is no resource"},
    {"SeveralValuesForASingleValuedKey",
     Line("", R"("aws:SourceIp":["203.0.113.7","203.0.113.8"])"), "/request/context/aws:SourceIp",
     "`aws:SourceIp` has one value, and 2 are given"},
};

INSTANTIATE_TEST_SUITE_P(Checks, CatalogChecks, testing::ValuesIn(kChecks), CaseName);

TEST(CatalogWildcardOnly, ResourceIsStar) {
  const std::string policies = R"(,"policies":{"identity":[)" +
                               Policy("Allow", R"("Action":"s3:*","Resource":"arn:aws:s3:::*")") +
                               "]}";
  const std::string line = Ask("s3:ListAllMyBuckets", "arn:aws:s3:::b", policies);
  const json answer = Answer(line);
  EXPECT_EQ(answer.at("decision"), "implicitDeny");
  ASSERT_EQ(answer.at("warnings").size(), 1u);
  EXPECT_THAT(answer.at("warnings")[0].get<std::string>(),
              testing::HasSubstr("acts on no resource"));
  EXPECT_EQ(Answer(line, Raw()).at("decision"), "allowed");
}

TEST(CatalogStar, IsWarnedOfWhereNoTypeIsRequired) {
  const json answer = Answer(Ask("s3:GetObject", "*"));
  EXPECT_EQ(answer.at("decision"), "implicitDeny");
  EXPECT_EQ(answer.at("warnings").size(), 1u);
}

TEST(CatalogRcp, SupportComesFromTheCatalogue) {
  const std::string rcp = R"(,"policies":{"identity":[)" +
                          Policy("Allow", R"("Action":"*","Resource":"*")") + R"(],"rcp":[[)" +
                          Policy("Deny", R"("Principal":"*","Action":"ec2:*","Resource":"*")") +
                          "]]}";
  const std::string line = Ask("ec2:DescribeInstances", "*", rcp);
  EXPECT_EQ(Answer(line).at("decision"), "allowed");  // RCPs do not reach EC2
  EXPECT_EQ(Answer(line, Raw()).at("decision"), "explicitDeny");
}

TEST(CatalogContext, KeysThatAreNeverCarriedAreIgnored) {
  const std::string line =
      Line(AllowIf(R"("StringEquals":{"s3:prefix":"p"})"), R"("s3:prefix":"p")");
  const json answer = Answer(line);
  EXPECT_EQ(answer.at("decision"), "implicitDeny");
  EXPECT_EQ(answer.at("ignoredContextKeys"), json::array({"s3:prefix"}));
  EXPECT_EQ(answer.at("missingContextKeys"), json::array({"s3:prefix"}));
  SimulateArgs keep;
  keep.raw_context = true;
  EXPECT_EQ(Answer(line, keep).at("decision"), "allowed");
  EXPECT_EQ(Answer(line, keep).at("ignoredContextKeys"), json::array());
  EXPECT_EQ(Answer(line, Raw()).at("decision"), "allowed");
}

TEST(CatalogContext, UnknownKeysAreIgnored) {
  const json answer =
      Answer(Line(AllowIf(R"("Null":{"s3:noSuchKey":"false"})"), R"("s3:noSuchKey":"1")"));
  EXPECT_EQ(answer.at("decision"), "implicitDeny");
  EXPECT_EQ(answer.at("ignoredContextKeys"), json::array({"s3:noSuchKey"}));
}

struct ValuesCase {
  const char* name;
  const char* condition;
  const char* context;
  const char* facts;
  const char* with_catalogue;
  const char* raw;
};

std::string ValuesName(const testing::TestParamInfo<ValuesCase>& info) { return info.param.name; }

class CatalogValues : public testing::TestWithParam<ValuesCase> {};

TEST_P(CatalogValues, SingleOrMultivalued) {
  const std::string line =
      Line(AllowIf(GetParam().condition), GetParam().context, GetParam().facts);
  EXPECT_EQ(Answer(line).at("decision"), GetParam().with_catalogue);
  EXPECT_EQ(Answer(line, Raw()).at("decision"), GetParam().raw);
}

// A plain operator on a multivalued key makes an Allow fail: that tells which one a key was taken
// for.
constexpr ValuesCase kValues[] = {
    {"ScalarForMultivaluedIsASet", R"("StringEquals":{"aws:CalledVia":"a"})",
     R"("aws:CalledVia":"a")", "", "implicitDeny", "allowed"},
    {"ArrayOfOneForSingleIsTheValue", R"("StringEquals":{"aws:SourceVpce":"v"})",
     R"("aws:SourceVpce":["v"])", "", "allowed", "implicitDeny"},
    {"EmptyArrayForSingleIsAbsent", R"("Null":{"aws:SourceVpce":"true"})", R"("aws:SourceVpce":[])",
     "", "allowed", "allowed"},
    {"FactsMakeMultivalued", R"("StringEquals":{"aws:SourceVpce":"v"})", R"("aws:SourceVpce":"v")",
     R"(,"facts":{"multivalued":["AWS:sourcevpce"]})", "implicitDeny", "implicitDeny"},
    {"FactsLetASingleHaveSeveral", R"("ForAnyValue:StringEquals":{"aws:SourceVpce":"v"})",
     R"("aws:SourceVpce":["u","v"])", R"(,"facts":{"multivalued":["aws:SourceVpce"]})", "allowed",
     "allowed"},
    {"NumberAsWritten", R"("NumericEquals":{"aws:MultiFactorAuthAge":"30"})",
     R"("aws:MultiFactorAuthAge":30)", "", "allowed", "allowed"},
    {"BooleanAsWritten", R"("Bool":{"aws:SecureTransport":"true"})",
     R"("aws:SecureTransport":true)", "", "allowed", "allowed"},
};

INSTANTIATE_TEST_SUITE_P(Values, CatalogValues, testing::ValuesIn(kValues), ValuesName);

struct PrincipalCase {
  const char* name;
  const char* principal;  // in the command line's form
  std::string context;    // KEY=VALUE, joined by spaces
};

std::string PrincipalName(const testing::TestParamInfo<PrincipalCase>& info) {
  return info.param.name;
}

class PrincipalContext : public testing::TestWithParam<PrincipalCase> {};

TEST_P(PrincipalContext, FollowsFromTheCaller) {
  const auto caller = policy::engine::Caller::Parse(GetParam().principal);
  ASSERT_TRUE(caller);
  std::string text;
  for (const cli::ContextValue& value : cli::PrincipalContext(*caller)) {
    text += (text.empty() ? "" : " ") + value.key.substr(4) + "=" + value.values.front();
  }
  EXPECT_EQ(text, GetParam().context);
}

const PrincipalCase kPrincipals[] = {
    {"User", "arn:aws:iam::111122223333:user/a/alice",
     "PrincipalArn=arn:aws:iam::111122223333:user/a/alice PrincipalAccount=111122223333 "
     "PrincipalType=User username=alice PrincipalIsAWSService=false"},
    {"Root", "arn:aws:iam::111122223333:root",
     "PrincipalArn=arn:aws:iam::111122223333:root PrincipalAccount=111122223333 "
     "PrincipalType=Account PrincipalIsAWSService=false"},
    {"RoleSession", "arn:aws-cn:sts::111122223333:assumed-role/Reader/alice",
     "PrincipalArn=arn:aws-cn:iam::111122223333:role/Reader PrincipalAccount=111122223333 "
     "PrincipalType=AssumedRole PrincipalIsAWSService=false"},
    {"Role", "arn:aws:iam::111122223333:role/p/Reader",
     "PrincipalArn=arn:aws:iam::111122223333:role/p/Reader PrincipalAccount=111122223333 "
     "PrincipalType=AssumedRole PrincipalIsAWSService=false"},
    {"FederatedUser", "arn:aws:sts::111122223333:federated-user/bob",
     "PrincipalArn=arn:aws:sts::111122223333:federated-user/bob PrincipalAccount=111122223333 "
     "PrincipalType=FederatedUser PrincipalIsAWSService=false"},
    {"Anonymous", "anonymous", "PrincipalAccount=anonymous PrincipalType=Anonymous"},
    {"Service", "service:lambda.amazonaws.com", "PrincipalIsAWSService=true"},
    {"Federated", "federated:cognito-identity.amazonaws.com", ""},
};

INSTANTIATE_TEST_SUITE_P(Callers, PrincipalContext, testing::ValuesIn(kPrincipals), PrincipalName);

TEST(PrincipalContextUse, OnlyWithoutRawAndNeverOverWhatIsGiven) {
  const std::string condition = AllowIf(R"("StringEquals":{"aws:username":"alice"})");
  EXPECT_EQ(Answer(Line(condition)).at("decision"), "allowed");
  EXPECT_EQ(Answer(Line(condition), Raw()).at("decision"), "implicitDeny");
  EXPECT_EQ(Answer(Line(condition, R"("AWS:UserName":"bob")")).at("decision"), "implicitDeny");
}

TEST(RawDefaults, WildcardServiceNeverMatches) {
  const std::string line =
      Line(R"("identity":[)" + Policy("Allow", R"("Action":"*:GetObject","Resource":"*")") + "]");
  EXPECT_EQ(Answer(line).at("error").at("code"), "MalformedPolicyDocument");
  EXPECT_EQ(Answer(line, Raw()).at("decision"), "implicitDeny");
}

TEST(RawDefaults, ResourcePolicyOfS3IsNoBucketPolicy) {
  const std::string line =
      Line(R"("resource":)" + Policy("Allow", R"("Action":"s3:*","Resource":"*")"));
  EXPECT_EQ(Answer(line).at("error").at("code"), "MalformedPolicy");
  EXPECT_EQ(Answer(line, Raw()).at("error").at("code"), "MalformedPolicyDocument");
}

TEST(RawDefaults, KeyPolicyIsNeededForKms) {
  const std::string policies =
      R"(,"policies":{"identity":[)" + Policy("Allow", R"("Action":"kms:*","Resource":"*")") + "]}";
  const std::string key =
      "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  EXPECT_EQ(Answer(Ask("kms:Decrypt", key, policies), Raw()).at("blockedBy"), "resource");
  EXPECT_EQ(Answer(Ask("kms:Decrypt", key, policies + R"(,"facts":{"resourcePolicyKind":"other"})"),
                   Raw())
                .at("decision"),
            "allowed");
}

}  // namespace
}  // namespace keyward::cli_test
