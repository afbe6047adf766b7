// SPDX-License-Identifier: Apache-2.0
//
// What an account's principals may after its control policies changed: on the next request.
#include <gmock/gmock.h>

#include "iam/control_keys.h"
#include "iam/keys.h"
#include "iam/records.h"
#include "tests/iam/organizations/org_server.h"

namespace keyward::iam::organizations {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class EffectTest : public testing::Test, public OrgServer {
 protected:
  void Attach(const std::string& policy, const std::string& target) {
    ASSERT_EQ(Root("AttachPolicy", {{"PolicyId", policy}, {"TargetId", target}}), json::object());
  }
  void Detach(const std::string& policy, const std::string& target) {
    ASSERT_EQ(Root("DetachPolicy", {{"PolicyId", policy}, {"TargetId", target}}), json::object());
  }
  std::string Ask(const api::Caller& caller, const std::string& action) {
    return OrgServer::Ask(caller, action, caller.account);
  }

  const std::string root_ = RootId();
  const std::string member_ = NewAccount("member");
  const api::Caller user_ = AdministratorOf(member_);
  const api::Caller root_user_ = RootOf(member_);
  const std::string get_ = "secretsmanager:GetSecretValue";
  const std::string put_ = "secretsmanager:PutSecretValue";
};

TEST_F(EffectTest, DenyHoldsForUsersAndTheRootUserOfAMember) {
  const std::string deny = NewPolicy("deny", Document("Deny", get_));
  EXPECT_EQ(Ask(user_, get_), "");
  EXPECT_EQ(Ask(root_user_, get_), "");
  Attach(deny, member_);
  EXPECT_THAT(Ask(user_, get_), HasSubstr("explicit deny in a service control policy"));
  EXPECT_THAT(Ask(root_user_, get_), HasSubstr("explicit deny in a service control policy"));
  EXPECT_EQ(Ask(user_, put_), "");
  EXPECT_EQ(Root("UpdatePolicy", {{"PolicyId", deny}, {"Content", Document("Deny", put_)}})
                .contains("Error"),
            false);
  EXPECT_EQ(Ask(user_, get_), "");
  EXPECT_THAT(Ask(user_, put_), HasSubstr("service control policy"));
  Detach(deny, member_);
  EXPECT_EQ(Ask(user_, put_), "");
}

TEST_F(EffectTest, OperationsOfAMemberAreRefusedToo) {
  Attach(NewPolicy("deny", Document("Deny", "iam:CreateUser")), member_);
  EXPECT_EQ(Call(root_user_, "CreateUser", {{"UserName", "x"}}, "iam")["Error"], "AccessDenied");
  EXPECT_FALSE(Call(root_user_, "ListUsers", json::object(), "iam").contains("Error"));
}

TEST_F(EffectTest, EveryLevelMustAllow) {
  const std::string only_get = NewPolicy("only get", Document("Allow", get_));
  const std::string only_put = NewPolicy("only put", Document("Allow", put_));
  Attach(only_get, root_);
  EXPECT_EQ(Ask(user_, put_), "") << "FullAWSAccess is there too";
  Detach("p-FullAWSAccess", root_);
  EXPECT_THAT(Ask(user_, put_), HasSubstr("no service control policy allows"));
  EXPECT_THAT(Ask(root_user_, put_), HasSubstr("no service control policy allows"));
  EXPECT_EQ(Ask(user_, get_), "");
  Attach(only_put, member_);
  EXPECT_EQ(Ask(user_, get_), "");
  Detach("p-FullAWSAccess", member_);
  EXPECT_THAT(Ask(user_, get_), HasSubstr("no service control policy allows"));
  EXPECT_THAT(Ask(user_, put_), HasSubstr("no service control policy allows"));
  Attach(only_put, root_);
  EXPECT_EQ(Ask(user_, put_), "");
}

TEST_F(EffectTest, ALevelOfDenialsAloneAllowsNothing) {
  Attach(NewPolicy("deny", Document("Deny", put_)), member_);
  Detach("p-FullAWSAccess", member_);
  EXPECT_THAT(Ask(user_, get_), HasSubstr("no service control policy allows"));
  rec::ControlTarget nothing;  // which no operation leaves behind
  ASSERT_TRUE(
      store().Commit({{}, {store::Put{ControlTargetKey(member_), nothing.SerializeAsString()}}}));
  EXPECT_THAT(Ask(user_, get_), HasSubstr("no service control policy allows"));
}

TEST_F(EffectTest, TheManagementAccountIsExempt) {
  const api::Caller administrator = AdministratorOf(kManagement);
  Attach(NewPolicy("deny", Document("Deny", "*")), root_);
  EXPECT_THAT(Ask(user_, get_), HasSubstr("explicit deny in a service control policy"));
  EXPECT_EQ(Ask(administrator, get_), "");
  EXPECT_EQ(Ask(api::RootCaller(), get_), "");
}

TEST_F(EffectTest, ResourceControlPoliciesHoldForTheResourcesAccount) {
  const std::string deny = NewPolicy("deny", ResourceDocument(get_), kRcp);
  EXPECT_EQ(Ask(user_, get_), "");
  Attach(deny, member_);
  EXPECT_THAT(Ask(user_, get_), HasSubstr("resource control policy"));
  EXPECT_THAT(Ask(root_user_, get_), HasSubstr("resource control policy"));
  EXPECT_EQ(Ask(user_, put_), "");
  Detach(deny, member_);
  EXPECT_EQ(Ask(user_, get_), "");
  Attach(deny, root_);
  EXPECT_THAT(Ask(user_, get_), HasSubstr("resource control policy"));
  EXPECT_EQ(Ask(api::RootCaller(), get_), "") << "not for the management account's";
}

TEST_F(EffectTest, DisabledTypesDoNotHold) {
  Attach(NewPolicy("deny", Document("Deny", get_)), root_);
  Attach(NewPolicy("deny", ResourceDocument(put_), kRcp), member_);
  EXPECT_NE(Ask(user_, get_), "");
  EXPECT_NE(Ask(user_, put_), "");
  Root("DisablePolicyType", {{"RootId", root_}, {"PolicyType", kScp}});
  EXPECT_EQ(Ask(user_, get_), "");
  EXPECT_NE(Ask(user_, put_), "");
  Root("DisablePolicyType", {{"RootId", root_}, {"PolicyType", kRcp}});
  EXPECT_EQ(Ask(user_, put_), "");
  Root("EnablePolicyType", {{"RootId", root_}, {"PolicyType", kScp}});
  Root("EnablePolicyType", {{"RootId", root_}, {"PolicyType", kRcp}});
  EXPECT_EQ(Ask(user_, get_), "") << "what was attached is gone";
  EXPECT_EQ(Ask(user_, put_), "");
}

}  // namespace
}  // namespace keyward::iam::organizations
