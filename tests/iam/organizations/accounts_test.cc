// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "api/unit.h"
#include "iam/control_keys.h"
#include "iam/keys.h"
#include "iam/records.h"
#include "tests/iam/organizations/org_server.h"

namespace keyward::iam::organizations {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::MatchesRegex;

class AccountsTest : public testing::Test, public OrgServer {
 protected:
  rec::Role Role(const std::string& account, const std::string& name) {
    api::Unit unit(store());
    auto role = Load<rec::Role>(unit, EntityKey(account, Kind::kRole, name));
    EXPECT_TRUE(role && *role) << name;
    return role && *role ? **role : rec::Role();
  }
};

TEST_F(AccountsTest, IsMadeAtOnceWithItsRole) {
  const json made =
      Root("CreateAccount", {{"AccountName", "Team A"},
                             {"Email", "a@example.org"},
                             {"Tags", json::array({{{"Key", "cost"}, {"Value", "42"}}})}});
  const json& status = made["CreateAccountStatus"];
  const std::string id = status["AccountId"];
  EXPECT_THAT(id, MatchesRegex("[0-9]{12}"));
  EXPECT_NE(id, kManagement);
  EXPECT_THAT(status["Id"].get<std::string>(), MatchesRegex("car-[a-z0-9]{32}"));
  EXPECT_EQ(status["State"], "SUCCEEDED");
  EXPECT_EQ(status["AccountName"], "Team A");
  EXPECT_EQ(status["RequestedTimestamp"], 1714564800);
  EXPECT_EQ(status["CompletedTimestamp"], 1714564800);
  EXPECT_FALSE(status.contains("FailureReason"));
  EXPECT_EQ(Root("DescribeCreateAccountStatus", {{"CreateAccountRequestId", status["Id"]}}), made);

  const json shown = Root("DescribeAccount", {{"AccountId", id}})["Account"];
  const std::string organization = Root("DescribeOrganization")["Organization"]["Id"];
  EXPECT_EQ(shown["Arn"], "arn:aws:organizations::111122223333:account/" + organization + "/" + id);
  EXPECT_EQ(shown["Email"], "a@example.org");
  EXPECT_EQ(shown["Name"], "Team A");
  EXPECT_EQ(shown["Status"], "ACTIVE");
  EXPECT_EQ(shown["JoinedMethod"], "CREATED");
  EXPECT_EQ(shown["JoinedTimestamp"], 1714564800);
  EXPECT_EQ(Root("ListTagsForResource", {{"ResourceId", id}})["Tags"],
            json::array({{{"Key", "cost"}, {"Value", "42"}}}));

  const rec::Role role = Role(id, "OrganizationAccountAccessRole");
  EXPECT_THAT(role.id(), MatchesRegex("AROA[A-Z2-7]{17}"));
  EXPECT_THAT(role.trust_policy(), HasSubstr(R"("AWS":"arn:aws:iam::111122223333:root")"));
  ASSERT_EQ(role.permissions().attached_policies_size(), 1);
  EXPECT_EQ(role.permissions().attached_policies(0), "arn:aws:iam::aws:policy/AdministratorAccess");
  auto index = store().Get(
      AttachedKey(id, "arn:aws:iam::aws:policy/AdministratorAccess", Kind::kRole, role.name()));
  EXPECT_TRUE(index && *index);
}

TEST_F(AccountsTest, ItsRoleMayEverythingThere) {
  const std::string id = NewAccount("a");
  const rec::Role role = Role(id, "OrganizationAccountAccessRole");
  api::Caller session = RootOf(id);
  session.principal =
      *policy::match::Caller::FromArn("arn:aws:sts::" + id + ":assumed-role/" + role.name() + "/s");
  session.policy_arn = "arn:aws:iam::" + id + ":role/" + role.name();
  session.unique_id = role.id();
  session.user_id = role.id() + ":s";
  session.session = api::Session{};
  EXPECT_FALSE(Call(session, "CreateUser", {{"UserName", "x"}}, "iam").contains("Error"));
}

TEST_F(AccountsTest, RoleMayBeNamed) {
  const json made = Root("CreateAccount", {{"AccountName", "a"},
                                           {"Email", "a@example.org"},
                                           {"RoleName", "Admin"},
                                           {"IamUserAccessToBilling", "DENY"}});
  EXPECT_EQ(Role(made["CreateAccountStatus"]["AccountId"], "Admin").name(), "Admin");
}

TEST_F(AccountsTest, AddressIsOneAccounts) {
  const std::string id = NewAccount("a");
  std::vector<std::string> failed;
  for (const char* email : {"a@example.org", "A@Example.org"}) {
    const json status =
        Root("CreateAccount", {{"AccountName", "b"}, {"Email", email}})["CreateAccountStatus"];
    EXPECT_EQ(status["State"], "FAILED");
    EXPECT_EQ(status["FailureReason"], "EMAIL_ALREADY_EXISTS");
    EXPECT_FALSE(status.contains("AccountId"));
    failed.push_back(status["Id"]);
  }
  EXPECT_EQ(Root("DescribeCreateAccountStatus",
                 {{"CreateAccountRequestId", failed[1]}})["CreateAccountStatus"]["State"],
            "FAILED");
  ExpectRefused({"OnlyTheLastIsKept",
                 "DescribeCreateAccountStatus",
                 {{"CreateAccountRequestId", failed[0]}},
                 "CreateAccountStatusNotFoundException"});
  EXPECT_EQ(Root("ListAccounts")["Accounts"].size(), 2u);
}

TEST_F(AccountsTest, TwoAtOnceForOneAddressMakeOne) {
  json other;
  const json parameters = {{"AccountName", "a"}, {"Email", "a@example.org"}};
  std::thread thread([&] { other = Root("CreateAccount", parameters); });
  const json own = Root("CreateAccount", parameters);
  thread.join();
  EXPECT_NE(own["CreateAccountStatus"]["State"], other["CreateAccountStatus"]["State"])
      << own << other;
  EXPECT_EQ(Root("ListAccounts")["Accounts"].size(), 2u);
}

TEST_F(AccountsTest, Refusals) {
  rec::Count full;
  full.set_number(10'000);
  const std::string tagged = NewAccount("tagged");
  ASSERT_TRUE(store().Commit({{}, {store::Put{CountKey("accounts"), full.SerializeAsString()}}}));
  const Refusal refusals[] = {
      {"Full",
       "CreateAccount",
       {{"AccountName", "a"}, {"Email", "a@example.org"}},
       "ConstraintViolationException",
       "ACCOUNT_NUMBER_LIMIT_EXCEEDED"},
      {"Role",
       "CreateAccount",
       {{"AccountName", "a"}, {"Email", "a@example.org"}, {"RoleName", "AWSServiceRoleForX"}},
       "InvalidInputException",
       "INVALID_ROLE_NAME"},
      {"Email",
       "CreateAccount",
       {{"AccountName", "a"}, {"Email", "nobody"}},
       "ValidationException"},
      {"NoAccount", "DescribeAccount", {{"AccountId", "000000000000"}}, "AccountNotFoundException"},
      {"NoRequest",
       "DescribeCreateAccountStatus",
       {{"CreateAccountRequestId", "car-12345678"}},
       "CreateAccountStatusNotFoundException"},
      {"Token",
       "ListAccounts",
       {{"NextToken", "x"}},
       "InvalidInputException",
       "INVALID_NEXT_TOKEN"},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

TEST_F(AccountsTest, ListGoesOnWhereThePageEnded) {
  for (const char* name : {"a", "b", "c", "d", "e"}) NewAccount(name);
  for (int page : {1, 2, 3, 20}) {
    const json all = All("ListAccounts", "Accounts", json::object(), page);
    std::string names;
    for (const json& account : all) {
      names += account["Name"];
      EXPECT_EQ(account["JoinedMethod"], account["Id"] == kManagement ? "INVITED" : "CREATED");
    }
    std::ranges::sort(names);
    EXPECT_EQ(names, "aabcdeimn");  // and "main"
  }
}

}  // namespace
}  // namespace keyward::iam::organizations
