// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iam/control_keys.h"
#include "tests/iam/organizations/org_server.h"

namespace keyward::iam::organizations {
namespace {

using nlohmann::json;
using testing::MatchesRegex;

class OrganizationTest : public testing::Test, public OrgServer {};

TEST_F(OrganizationTest, HasIdsThatStay) {
  const json shown = Root("DescribeOrganization")["Organization"];
  const std::string id = shown["Id"];
  EXPECT_THAT(id, MatchesRegex("o-[a-z0-9]{10}"));
  EXPECT_EQ(shown["Arn"], "arn:aws:organizations::111122223333:organization/" + id);
  EXPECT_EQ(shown["FeatureSet"], "ALL");
  EXPECT_EQ(shown["MasterAccountId"], kManagement);
  EXPECT_EQ(shown["MasterAccountArn"],
            "arn:aws:organizations::111122223333:account/" + id + "/111122223333");
  EXPECT_EQ(Root("DescribeOrganization")["Organization"], shown);

  const json roots = Root("ListRoots")["Roots"];
  ASSERT_EQ(roots.size(), 1u);
  EXPECT_THAT(roots[0]["Id"].get<std::string>(), MatchesRegex("r-[a-z0-9]{4}"));
  EXPECT_EQ(roots[0]["Arn"], "arn:aws:organizations::111122223333:root/" + id + "/" +
                                 roots[0]["Id"].get<std::string>());
  EXPECT_EQ(roots[0]["Name"], "Root");
  EXPECT_EQ(roots[0]["PolicyTypes"], json::array({{{"Type", kScp}, {"Status", "ENABLED"}},
                                                  {{"Type", kRcp}, {"Status", "ENABLED"}}}));
  EXPECT_EQ(Root("ListRoots")["Roots"], roots);
}

TEST_F(OrganizationTest, MembersMayOnlyDescribeIt) {
  const std::string member = NewAccount("member");
  const json policy = {{"PolicyId", "p-FullAWSAccess"}};
  const json pair = {{"PolicyId", "p-FullAWSAccess"}, {"TargetId", member}};
  const json type = {{"RootId", RootId()}, {"PolicyType", kScp}};
  const json tag = json::array({{{"Key", "a"}, {"Value", "b"}}});
  const std::pair<std::string, json> calls[] = {
      {"AttachPolicy", pair},
      {"CreateAccount", {{"AccountName", "x"}, {"Email", "x@example.org"}}},
      {"CreatePolicy",
       {{"Name", "n"}, {"Description", ""}, {"Content", Document("Deny", "*")}, {"Type", kScp}}},
      {"DeletePolicy", policy},
      {"DescribeAccount", {{"AccountId", member}}},
      {"DescribeCreateAccountStatus", {{"CreateAccountRequestId", "car-12345678"}}},
      {"DescribePolicy", policy},
      {"DetachPolicy", pair},
      {"DisablePolicyType", type},
      {"EnablePolicyType", type},
      {"ListAccounts", json::object()},
      {"ListPolicies", {{"Filter", kScp}}},
      {"ListPoliciesForTarget", {{"TargetId", member}, {"Filter", kScp}}},
      {"ListRoots", json::object()},
      {"ListTagsForResource", {{"ResourceId", member}}},
      {"ListTargetsForPolicy", policy},
      {"TagResource", {{"ResourceId", member}, {"Tags", tag}}},
      {"UntagResource", {{"ResourceId", member}, {"TagKeys", json::array({"a"})}}},
      {"UpdatePolicy", policy},
  };
  for (const auto& [operation, parameters] : calls) {
    SCOPED_TRACE(operation);
    const json answer = Call(RootOf(member), operation, parameters);
    EXPECT_EQ(answer["Error"], "AccessDeniedException") << answer;
    EXPECT_EQ(answer["Message"], "You don't have permissions to access this resource.");
    EXPECT_EQ(answer["Status"], 400);
  }
  EXPECT_EQ(Call(RootOf(member), "DescribeOrganization"), Root("DescribeOrganization"));
}

TEST_F(OrganizationTest, UsersNeedTheAction) {
  const api::Caller bob =
      UserWith(kManagement, "bob", Document("Allow", "organizations:ListRoots"));
  EXPECT_FALSE(Call(bob, "ListRoots").contains("Error"));
  const json answer = Call(bob, "DescribeOrganization");
  EXPECT_EQ(answer["Error"], "AccessDenied");
  EXPECT_THAT(answer["Message"].get<std::string>(),
              testing::HasSubstr("organizations:DescribeOrganization"));
}

TEST_F(OrganizationTest, IsNotThereWithoutAManagementAccount) {
  ASSERT_TRUE(store().Commit({{}, {store::Delete{std::string(kManagementKey)}}}));
  ExpectRefused(
      {"NotInUse", "DescribeOrganization", json::object(), "AWSOrganizationsNotInUseException"});
  ExpectRefused({"NotInUse", "ListRoots", json::object(), "AWSOrganizationsNotInUseException"});
}

TEST_F(OrganizationTest, PolicyTypesAreSwitchedWithWhatIsAttached) {
  const std::string root = RootId();
  const std::string own = NewPolicy("own", Document("Deny", "s3:*"));
  ASSERT_EQ(Root("AttachPolicy", {{"PolicyId", own}, {"TargetId", root}}), json::object());
  const json type = {{"RootId", root}, {"PolicyType", kScp}};
  ExpectRefused({"On", "EnablePolicyType", type, "PolicyTypeAlreadyEnabledException"});
  const json off = Root("DisablePolicyType", type)["Root"];
  EXPECT_EQ(off["PolicyTypes"], json::array({{{"Type", kRcp}, {"Status", "ENABLED"}}}));
  ExpectRefused({"Off", "DisablePolicyType", type, "PolicyTypeNotEnabledException"});
  ExpectRefused({"Off",
                 "AttachPolicy",
                 {{"PolicyId", own}, {"TargetId", kManagement}},
                 "PolicyTypeNotEnabledException"});
  ExpectRefused({"Off",
                 "DetachPolicy",
                 {{"PolicyId", own}, {"TargetId", root}},
                 "PolicyTypeNotEnabledException"});
  const json at_root = {{"TargetId", root}, {"Filter", kScp}};
  EXPECT_EQ(Root("ListPoliciesForTarget", at_root)["Policies"], json::array());
  EXPECT_EQ(Root("ListTargetsForPolicy", {{"PolicyId", own}})["Targets"], json::array());

  EXPECT_EQ(Root("EnablePolicyType", type)["Root"]["PolicyTypes"].size(), 2u);
  const json again = Root("ListPoliciesForTarget", at_root)["Policies"];
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0]["Id"], "p-FullAWSAccess");
  EXPECT_EQ(Root("DeletePolicy", {{"PolicyId", own}}), json::object()) << "no attachment is left";
}

TEST_F(OrganizationTest, OtherTypesAreNotOffered) {
  const std::string root = RootId();
  const Refusal refusals[] = {
      {"Enable",
       "EnablePolicyType",
       {{"RootId", root}, {"PolicyType", "TAG_POLICY"}},
       "PolicyTypeNotAvailableForOrganizationException"},
      {"Disable",
       "DisablePolicyType",
       {{"RootId", root}, {"PolicyType", "TAG_POLICY"}},
       "PolicyTypeNotEnabledException"},
      {"NoRoot",
       "EnablePolicyType",
       {{"RootId", "r-zzzzz"}, {"PolicyType", kScp}},
       "RootNotFoundException"},
      {"NoRootToo",
       "DisablePolicyType",
       {{"RootId", "r-zzzzz"}, {"PolicyType", kScp}},
       "RootNotFoundException"},
      {"Token", "ListRoots", {{"NextToken", "x"}}, "InvalidInputException", "INVALID_NEXT_TOKEN"},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
  EXPECT_EQ(Root("ListPolicies", {{"Filter", "TAG_POLICY"}})["Policies"], json::array());
}

}  // namespace
}  // namespace keyward::iam::organizations
