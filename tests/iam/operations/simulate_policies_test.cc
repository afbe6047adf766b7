// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "iam/control_keys.h"
#include "tests/iam/operations/held_operation.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kAlice = "arn:aws:iam::111122223333:user/team/alice";
const std::string kObject = "arn:aws:s3:::reports/2024.csv";

// The example of AWS's command line reference for simulate-custom-policy.
const std::string kDated =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*",)"
    R"("Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}})";

json Entry(const std::string& key, const std::string& type, const json& values) {
  return {{"ContextKeyName", key}, {"ContextKeyType", type}, {"ContextKeyValues", values}};
}

class SimulatePoliciesTest : public testing::Test, public IamServer {
 protected:
  void SetUp() override {
    Root("CreateUser", {{"UserName", "alice"},
                        {"Path", "/team/"},
                        {"Tags", {{{"Key", "team"}, {"Value", "red"}}}}});
  }
  json Custom(const std::string& policy, const std::string& action, json more = json::object()) {
    more["PolicyInputList"] = {policy};
    more["ActionNames"] = {action};
    return Root("SimulateCustomPolicy", more);
  }
  json CustomResult(const std::string& policy, const std::string& action,
                    json more = json::object()) {
    return Custom(policy, action, std::move(more))["EvaluationResults"][0];
  }
  json Principal(const std::string& action, json more = json::object()) {
    more["PolicySourceArn"] = kAlice;
    more["ActionNames"] = {action};
    return Root("SimulatePrincipalPolicy", more);
  }
  json PrincipalResult(const std::string& action, json more = json::object()) {
    return Principal(action, std::move(more))["EvaluationResults"][0];
  }
  template <typename Record>
  void Store(const std::string& key, const Record& record) {
    api::Unit unit(store());
    Save(unit, key, record);
    ASSERT_TRUE(unit.Commit());
  }
};

TEST_F(SimulatePoliciesTest, AnswersAsAwsDocuments) {
  const json later = {
      {"ContextEntries", {Entry("aws:CurrentTime", "date", {"2019-04-25T11:00:00Z"})}}};
  const json allowed = CustomResult(kDated, "dynamodb:CreateBackup", later);
  EXPECT_EQ(allowed["EvalActionName"], "dynamodb:CreateBackup");
  EXPECT_EQ(allowed["EvalResourceName"], "*");
  EXPECT_EQ(allowed["EvalDecision"], "allowed");
  EXPECT_EQ(allowed["MatchedStatements"], json::parse(R"([{
      "SourcePolicyId": "PolicyInputList.1", "SourcePolicyType": "none",
      "StartPosition": {"Line": 1, "Column": 38}, "EndPosition": {"Line": 1, "Column": 167}}])"));
  EXPECT_FALSE(allowed.contains("MissingContextValues"));
  const json sooner = {
      {"ContextEntries", {Entry("aws:CurrentTime", "date", {"2014-04-25T11:00:00Z"})}}};
  EXPECT_EQ(CustomResult(kDated, "dynamodb:CreateBackup", sooner)["EvalDecision"], "implicitDeny");
  const json unknown = CustomResult(kDated, "dynamodb:CreateBackup");
  EXPECT_EQ(unknown["EvalDecision"], "implicitDeny");
  EXPECT_EQ(unknown["MissingContextValues"], json({"aws:CurrentTime"}));
  EXPECT_FALSE(unknown.contains("MatchedStatements"));
}

TEST_F(SimulatePoliciesTest, NamedResourcesHaveResultsOfTheirOwn) {
  const std::string policy =
      "{\"Version\": \"2012-10-17\", \"Statement\": [\n"
      "  {\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"},\n"
      "  {\"Effect\": \"Deny\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::secret/*\"}\n]}";
  const json results =
      Custom(policy, "s3:GetObject", {{"ResourceArns", {kObject, "arn:aws:s3:::secret/x"}}});
  ASSERT_EQ(results["EvaluationResults"].size(), 2U);
  const json& allowed = results["EvaluationResults"][0];
  EXPECT_EQ(allowed["EvalDecision"], "allowed");
  EXPECT_EQ(allowed["ResourceSpecificResults"][0]["EvalResourceName"], kObject);
  EXPECT_EQ(allowed["ResourceSpecificResults"][0]["EvalResourceDecision"], "allowed");
  const json& denied = results["EvaluationResults"][1];
  EXPECT_EQ(denied["EvalDecision"], "explicitDeny");
  EXPECT_EQ(denied["MatchedStatements"].size(), 1U);
  EXPECT_EQ(denied["MatchedStatements"][0]["StartPosition"], (json{{"Line", 3}, {"Column", 4}}));
  EXPECT_EQ(denied["MatchedStatements"][0]["EndPosition"]["Line"], 3);
  EXPECT_EQ(denied["ResourceSpecificResults"][0]["MatchedStatements"], denied["MatchedStatements"]);
}

TEST_F(SimulatePoliciesTest, BoundaryOfTheRequestBounds) {
  const json bounded = {{"PermissionsBoundaryPolicyInputList", {Document("Allow", "ec2:*")}}};
  const json refused = CustomResult(Document("Allow", "s3:*"), "s3:GetObject", bounded);
  EXPECT_EQ(refused["EvalDecision"], "implicitDeny");
  EXPECT_EQ(refused["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"], false);
  const json allowed = CustomResult(Document("Allow", "*"), "ec2:RunInstances", bounded);
  EXPECT_EQ(allowed["EvalDecision"], "allowed");
  EXPECT_EQ(allowed["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"], true);
  EXPECT_EQ(allowed["MatchedStatements"][1]["SourcePolicyId"],
            "PermissionsBoundaryPolicyInputList.1");
}

TEST_F(SimulatePoliciesTest, ResourcePolicyDecidesAcrossAccounts) {
  const auto bucket = [](const std::string& principal) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":")" +
           principal + R"("},"Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}})";
  };
  json asked = {{"ResourceArns", {kObject}},
                {"CallerArn", "arn:aws:iam::111122223333:user/bob"},
                {"ResourceOwner", "444455556666"},
                {"ResourcePolicy", bucket("arn:aws:iam::111122223333:user/bob")}};
  const std::string identity = Document("Allow", "s3:*");
  const json allowed = CustomResult(identity, "s3:GetObject", asked);
  EXPECT_EQ(allowed["EvalDecision"], "allowed");
  EXPECT_EQ(allowed["MatchedStatements"][0]["SourcePolicyId"], "ResourcePolicy");
  EXPECT_EQ(allowed["MatchedStatements"][0]["SourcePolicyType"], "resource");
  EXPECT_EQ(allowed["MatchedStatements"][1]["SourcePolicyId"], "PolicyInputList.1");
  asked["ResourcePolicy"] = bucket("arn:aws:iam::111122223333:user/carol");
  EXPECT_EQ(CustomResult(identity, "s3:GetObject", asked)["EvalDecision"], "implicitDeny");
  asked["ResourceOwner"] = "111122223333";
  EXPECT_EQ(CustomResult(identity, "s3:GetObject", asked)["EvalDecision"], "allowed");
}

TEST_F(SimulatePoliciesTest, PrincipalsPoliciesAreNamedByWhereTheyStand) {
  Root("CreateGroup", {{"GroupName", "Devs"}});
  Root("PutGroupPolicy",
       {{"GroupName", "Devs"}, {"PolicyName", "g"}, {"PolicyDocument", Document("Allow", "s3:*")}});
  Root("AddUserToGroup", {{"GroupName", "Devs"}, {"UserName", "alice"}});
  Root("PutUserPolicy",
       {{"UserName", "alice"}, {"PolicyName", "u"}, {"PolicyDocument", Document("Allow", "s3:*")}});
  const std::string own = SeedPolicy(*this, "Own", Document("Allow", "s3:*"));
  for (const std::string& arn : {own, std::string("arn:aws:iam::aws:policy/AdministratorAccess")}) {
    Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", arn}});
  }
  const json result =
      PrincipalResult("s3:GetObject", {{"PolicyInputList", {Document("Allow", "s3:*")}}});
  std::string found;
  for (const json& statement : result["MatchedStatements"]) {
    found += statement["SourcePolicyId"].get<std::string>() + " " +
             statement["SourcePolicyType"].get<std::string>() + "\n";
  }
  EXPECT_EQ(found,
            "PolicyInputList.1 none\n"
            "user_alice_u user\n"
            "Own user-managed\n"
            "AdministratorAccess aws-managed\n"
            "group_Devs_g group\n");
}

TEST_F(SimulatePoliciesTest, BoundaryOfThePrincipalIsReplacedByTheRequests) {
  Root("AttachUserPolicy",
       {{"UserName", "alice"}, {"PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"}});
  Root("PutUserPermissionsBoundary",
       {{"UserName", "alice"},
        {"PermissionsBoundary", "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}});
  EXPECT_EQ(PrincipalResult("s3:GetObject")["EvalDecision"], "implicitDeny");
  EXPECT_EQ(PrincipalResult("iam:ListUsers")["EvalDecision"], "allowed");
  const json other = {{"PermissionsBoundaryPolicyInputList", {Document("Allow", "s3:*")}}};
  EXPECT_EQ(PrincipalResult("s3:GetObject", other)["EvalDecision"], "allowed");
  EXPECT_EQ(PrincipalResult("iam:ListUsers", other)["EvalDecision"], "implicitDeny");
}

TEST_F(SimulatePoliciesTest, OrganizationHoldsForMemberAccounts) {
  const json more = {{"PolicyInputList", {Document("Allow", "*")}}};
  EXPECT_FALSE(PrincipalResult("s3:GetObject", more).contains("OrganizationsDecisionDetail"));
  rec::ControlTarget target;
  for (const char* service : {"ec2", "iam"}) {  // of one level; iam, so that it can be asked at all
    rec::ControlPolicy policy;
    policy.set_name(service);
    policy.set_content(Document("Allow", std::string(service) + ":*"));
    Store(ControlPolicyKey(service), policy);
    target.add_service_control_policies(service);
  }
  Store(ControlTargetKey(kAccount), target);
  rec::Account account;
  account.set_id(kAccount);
  for (const bool management : {false, true}) {
    account.set_management(management);
    Store(AccountKey(kAccount), account);
    const json answer = Principal("s3:GetObject", more);
    ASSERT_TRUE(answer.contains("EvaluationResults")) << answer;
    const json& result = answer["EvaluationResults"][0];
    EXPECT_EQ(result["EvalDecision"], management ? "allowed" : "implicitDeny");
    EXPECT_EQ(result["OrganizationsDecisionDetail"]["AllowedByOrganizations"], management);
    EXPECT_EQ(PrincipalResult("ec2:RunInstances", more)["MatchedStatements"].size(), 1U);
  }
}

TEST_F(SimulatePoliciesTest, CallersOwnKeysAreKnown) {
  const auto when = [](const std::string& key, const std::string& value) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*",)"
           R"("Resource":"*","Condition":{"StringEquals":{")" +
           key + R"(":")" + value + R"("}}}})";
  };
  const std::string id = Stored<rec::User>(*this, Kind::kUser, "alice").id();
  for (const auto& [key, value] : {std::pair<std::string, std::string>{"aws:username", "alice"},
                                   {"aws:PrincipalArn", kAlice},
                                   {"aws:PrincipalAccount", kAccount},
                                   {"aws:PrincipalTag/team", "red"},
                                   {"aws:userid", id}}) {
    const json more = {{"PolicyInputList", {when(key, value)}}};
    EXPECT_EQ(PrincipalResult("s3:GetObject", more)["EvalDecision"], "allowed") << key;
  }
  json as_bob = {{"PolicyInputList", {when("aws:PrincipalTag/team", "red")}},
                 {"CallerArn", "arn:aws:iam::111122223333:user/bob"}};
  EXPECT_EQ(PrincipalResult("s3:GetObject", as_bob)["MissingContextValues"],
            json({"aws:PrincipalTag/team"}));
  as_bob["PolicyInputList"] = {when("aws:username", "bob")};
  EXPECT_EQ(PrincipalResult("s3:GetObject", as_bob)["EvalDecision"], "allowed");
  as_bob["ContextEntries"] = {Entry("aws:username", "string", {"carol"})};
  EXPECT_EQ(PrincipalResult("s3:GetObject", as_bob)["EvalDecision"], "implicitDeny");
}

TEST_F(SimulatePoliciesTest, ResultsArePaged) {
  const json asked = {{"PolicyInputList", {Document("Allow", "s3:Get*")}},
                      {"ActionNames", {"s3:GetObject", "s3:PutObject", "s3:GetBucketAcl"}},
                      {"ResourceArns", {kObject, "arn:aws:s3:::b"}}};
  std::string found;
  for (const json& result : All("SimulateCustomPolicy", "EvaluationResults", asked, 4)) {
    found += result["EvalActionName"].get<std::string>().substr(3) + " " +
             result["EvalDecision"].get<std::string>() + "\n";
  }
  EXPECT_EQ(found,
            "GetObject allowed\nGetObject allowed\nPutObject implicitDeny\n"
            "PutObject implicitDeny\nGetBucketAcl allowed\nGetBucketAcl allowed\n");
  json other = asked;
  other["MaxItems"] = 1;
  other["Marker"] = Root("SimulateCustomPolicy", other)["Marker"];
  other["ResourceArns"] = {kObject};
  EXPECT_EQ(Root("SimulateCustomPolicy", other)["Error"], "ValidationError");
}

struct Refusal {
  std::string name;
  json more;
  std::string message;
};

TEST_F(SimulatePoliciesTest, WhatIsWrongIsNamed) {
  const Refusal kRefusals[] = {
      {"Document", {{"PolicyInputList", {Document("Allow", "s3:*"), "{]"}}}, "PolicyInputList.2: "},
      {"Place", {{"PolicyInputList", {Document("Allow", "GetObject")}}}, "/Statement/0/Action"},
      {"Boundary",
       {{"PermissionsBoundaryPolicyInputList", {"{}"}}},
       "PermissionsBoundaryPolicyInputList.1: "},
      {"Boundaries",
       {{"PermissionsBoundaryPolicyInputList",
         {Document("Allow", "s3:*"), Document("Allow", "s3:*")}}},
       "takes one policy"},
      {"ResourcePolicy", {{"ResourcePolicy", "{}"}, {"CallerArn", kAlice}}, "ResourcePolicy: "},
      {"NoCaller",
       {{"ResourcePolicy", R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",)"
                           R"("Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}})"}},
       "CallerArn is needed"},
      {"RoleCaller",
       {{"CallerArn", "arn:aws:iam::111122223333:role/r"}},
       "is not the ARN of an IAM user"},
      {"Owner", {{"ResourceOwner", "somebody"}}, "ResourceOwner `somebody`"},
      {"Action", {{"ActionNames", {"GetObject"}}}, "ActionNames: `GetObject`"},
      {"Resource", {{"ResourceArns", {"reports"}}}, "ResourceArns: `reports`"},
      {"Option", {{"ResourceHandlingOption", "EC2-Moon"}}, "ResourceHandlingOption `EC2-Moon`"},
      {"Scenario",
       {{"ResourceHandlingOption", "EC2-VPC-EBS"},
        {"ResourceArns",
         {"arn:aws:ec2:eu-west-1:111122223333:instance/*", "arn:aws:ec2:eu-west-1::image/ami-1",
          "arn:aws:ec2:eu-west-1:111122223333:security-group/*",
          "arn:aws:ec2:eu-west-1:111122223333:network-interface/*"}}},
       "needs a resource of type volume"},
      {"TwoValues", {{"ContextEntries", {Entry("a:bcd", "string", {"x", "y"})}}}, "takes one"},
      {"Twice",
       {{"ContextEntries", {Entry("a:bcd", "string", {"x"}), Entry("A:BCD", "string", {"x"})}}},
       "stands there twice"},
      {"Number",
       {{"ContextEntries", {Entry("a:bcd", "numericList", {"1", "one"})}}},
       "a value of `a:bcd` is not of type numeric"},
      {"Boolean", {{"ContextEntries", {Entry("a:bcd", "boolean", {"yes"})}}}, "type boolean"},
      {"Address", {{"ContextEntries", {Entry("a:bcd", "ip", {"10.0.0.256"})}}}, "type ip"},
      {"Binary", {{"ContextEntries", {Entry("a:bcd", "binary", {"?"})}}}, "type binary"},
      {"Date", {{"ContextEntries", {Entry("a:bcd", "date", {"tomorrow"})}}}, "type date"},
      {"Untyped", {{"ContextEntries", {{{"ContextKeyName", "a:bcd"}}}}}, "no ContextKeyType"},
  };
  for (const Refusal& refusal : kRefusals) {
    SCOPED_TRACE(refusal.name);
    json asked = {{"PolicyInputList", {Document("Allow", "s3:*")}},
                  {"ActionNames", {"s3:GetObject"}}};
    asked.update(refusal.more);
    const json answer = Root("SimulateCustomPolicy", asked);
    EXPECT_EQ(answer["Error"], "InvalidInput");
    EXPECT_THAT(answer.value("Message", ""), HasSubstr(refusal.message));
  }
}

TEST_F(SimulatePoliciesTest, ContextEntriesOfEveryTypeAreCompared) {
  const auto decide = [&](const std::string& op, const std::string& value, const json& entry) {
    const std::string policy =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*",)"
        R"("Resource":"*","Condition":{")" +
        op + R"(":{"a:bcd":")" + value + R"("}}}})";
    return CustomResult(policy, "s3:GetObject", {{"ContextEntries", {entry}}})["EvalDecision"];
  };
  EXPECT_EQ(decide("StringEquals", "x", Entry("a:bcd", "string", {"x"})), "allowed");
  EXPECT_EQ(decide("ForAnyValue:StringEquals", "y", Entry("A:bcd", "stringList", {"x", "y"})),
            "allowed");
  EXPECT_EQ(decide("NumericLessThan", "10", Entry("a:bcd", "numeric", {"9"})), "allowed");
  EXPECT_EQ(decide("Bool", "true", Entry("a:bcd", "boolean", {"true"})), "allowed");
  EXPECT_EQ(decide("IpAddress", "10.0.0.0/8", Entry("a:bcd", "ip", {"10.1.2.3"})), "allowed");
  EXPECT_EQ(decide("BinaryEquals", "AAEC", Entry("a:bcd", "binary", {"AAEC"})), "allowed");
  EXPECT_EQ(decide("DateLessThan", "2024-01-01T00:00:00Z",
                   Entry("a:bcd", "date", {"2023-06-01T00:00:00Z"})),
            "allowed");
  EXPECT_EQ(decide("ForAllValues:NumericLessThan", "5", Entry("a:bcd", "numericList", {"4", "6"})),
            "implicitDeny");
}

TEST_F(SimulatePoliciesTest, ContextKeysAreThoseOfAllPolicies) {
  EXPECT_EQ(Root("GetContextKeysForCustomPolicy", {{"PolicyInputList", {kDated}}}),
            json::parse(R"({"ContextKeyNames": ["aws:CurrentTime"]})"));
  Root("PutUserPolicy",
       {{"UserName", "alice"},
        {"PolicyName", "p"},
        {"PolicyDocument", Document("Allow", "s3:*", "arn:aws:s3:::home/${aws:username}/*")}});
  EXPECT_EQ(Root("GetContextKeysForPrincipalPolicy",
                 {{"PolicySourceArn", kAlice}, {"PolicyInputList", {kDated}}}),
            json::parse(R"({"ContextKeyNames": ["aws:CurrentTime", "aws:username"]})"));
  EXPECT_THAT(
      Root("GetContextKeysForCustomPolicy", {{"PolicyInputList", {"{]"}}}).value("Message", ""),
      HasSubstr("PolicyInputList.1: "));
}

TEST_F(SimulatePoliciesTest, PrincipalMustBeThere) {
  const struct {
    std::string arn;
    std::string error;
    std::string message;
  } kCases[] = {
      {"arn:aws:iam::111122223333:user/nobody", "NoSuchEntity",
       "The user with name nobody cannot be found."},
      {"arn:aws:iam::111122223333:user/alice", "NoSuchEntity",  // her path is another
       "The user with name alice cannot be found."},
      {"arn:aws:iam::111122223333:policy/alice", "InvalidInput",
       "Invalid Entity Arn: arn:aws:iam::111122223333:policy/alice does not clearly define entity "
       "type and name."},
      {"arn:aws:iam::444455556666:user/alice", "InvalidInput",
       "Invalid Entity Arn: arn:aws:iam::444455556666:user/alice does not clearly define entity "
       "type and name."},
  };
  for (const auto& refused : kCases) {
    for (const char* operation : {"SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy"}) {
      json asked = {{"PolicySourceArn", refused.arn}};
      if (operation[0] == 'S') asked["ActionNames"] = {"s3:GetObject"};
      const json answer = Root(operation, asked);
      EXPECT_EQ(answer["Error"], refused.error) << operation;
      EXPECT_EQ(answer["Message"], refused.message) << operation;
    }
  }
}

TEST_F(SimulatePoliciesTest, RolesAndGroupsCanBeSimulated) {
  SeedPrincipal<rec::Role>(*this, Kind::kRole, "build");
  SeedPrincipal<rec::Group>(*this, Kind::kGroup, "devs");
  Root("PutRolePolicy",
       {{"RoleName", "build"}, {"PolicyName", "p"}, {"PolicyDocument", Document("Allow", "s3:*")}});
  Root("PutGroupPolicy",
       {{"GroupName", "devs"}, {"PolicyName", "p"}, {"PolicyDocument", Document("Allow", "s3:*")}});
  for (const std::string& principal : {std::string("role/build"), std::string("group/devs")}) {
    const json answer = Root("SimulatePrincipalPolicy",
                             {{"PolicySourceArn", "arn:aws:iam::111122223333:" + principal},
                              {"ActionNames", {"s3:GetObject", "ec2:RunInstances"}}});
    EXPECT_EQ(answer["EvaluationResults"][0]["EvalDecision"], "allowed") << principal;
    EXPECT_EQ(answer["EvaluationResults"][1]["EvalDecision"], "implicitDeny") << principal;
  }
}

TEST_F(SimulatePoliciesTest, IsAuthorizedOnThePrincipal) {
  Root("CreateUser", {{"UserName", "auditor"}});
  Root("PutUserPolicy", {{"UserName", "auditor"},
                         {"PolicyName", "p"},
                         {"PolicyDocument", Document("Allow", "iam:Simulate*", kAlice)}});
  json asked = {{"PolicySourceArn", kAlice}, {"ActionNames", {"s3:GetObject"}}};
  EXPECT_TRUE(As("auditor", "SimulatePrincipalPolicy", asked).contains("EvaluationResults"));
  asked["PolicySourceArn"] = "arn:aws:iam::111122223333:user/nobody";
  const json refused = As("auditor", "SimulatePrincipalPolicy", asked);
  EXPECT_EQ(refused["Error"], "AccessDenied");
  EXPECT_THAT(refused.value("Message", ""),
              HasSubstr("on resource: arn:aws:iam::111122223333:user/nobody"));
  EXPECT_THAT(As("auditor", "SimulateCustomPolicy",
                 {{"PolicyInputList", {kDated}}, {"ActionNames", {"s3:GetObject"}}})
                  .value("Message", ""),
              HasSubstr("on resource: *"));
}

}  // namespace
}  // namespace keyward::iam
