// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>
#include <thread>

#include "iam/bootstrap.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class AccountTest : public testing::Test, public IamServer {
 protected:
  AccountTest() {
    crypto::testing::FixedRandom random(7);
    EXPECT_TRUE(CreateAccount(store(), "444455556666", "other",
                              std::chrono::floor<std::chrono::seconds>(transport.time), random));
    other_ = api::RootCaller();
    other_.principal = *policy::match::Caller::FromArn("arn:aws:iam::444455556666:root");
    other_.account = other_.unique_id = other_.user_id = "444455556666";
    other_.policy_arn = "arn:aws:iam::444455556666:root";
  }
  json Aliases() { return Root("ListAccountAliases")["AccountAliases"]; }

  api::Caller other_;
};

TEST_F(AccountTest, OneAliasThatNobodyElseHas) {
  EXPECT_EQ(Aliases(), json::array());
  EXPECT_EQ(Root("CreateAccountAlias", {{"AccountAlias", "acme"}}), json::object());
  EXPECT_EQ(All("ListAccountAliases", "AccountAliases", json::object(), 1), json({"acme"}));
  for (const json& refused : {Call(other_, "CreateAccountAlias", {{"AccountAlias", "acme"}}),
                              Root("CreateAccountAlias", {{"AccountAlias", "acme"}})}) {
    EXPECT_EQ(refused["Error"], "EntityAlreadyExists");
    EXPECT_EQ(refused["Message"], "The account alias acme already exists.");
  }
  EXPECT_EQ(Root("CreateAccountAlias", {{"AccountAlias", "acme-eu"}}), json::object());
  EXPECT_EQ(Aliases(), json({"acme-eu"})) << "a new one takes the place of the one before";
  EXPECT_EQ(Call(other_, "CreateAccountAlias", {{"AccountAlias", "acme"}}), json::object());
}

TEST_F(AccountTest, AliasIsDeletedByItsAccountAlone) {
  Root("CreateAccountAlias", {{"AccountAlias", "acme"}});
  const json refused = Call(other_, "DeleteAccountAlias", {{"AccountAlias", "acme"}});
  EXPECT_EQ(refused["Error"], "NoSuchEntity");
  EXPECT_EQ(refused["Message"], "The account alias acme cannot be found.");
  EXPECT_EQ(Root("DeleteAccountAlias", {{"AccountAlias", "acme"}}), json::object());
  EXPECT_EQ(Aliases(), json::array());
  EXPECT_EQ(Call(other_, "CreateAccountAlias", {{"AccountAlias", "acme"}}), json::object());
}

TEST_F(AccountTest, AliasThatLooksLikeAnAccountIsRefused) {
  EXPECT_EQ(Root("CreateAccountAlias", {{"AccountAlias", "444455556666"}})["Error"],
            "InvalidInput");
  for (const char* bad : {"ab", "Acme", "-acme", "acme-", "a--b"}) {
    EXPECT_EQ(Root("CreateAccountAlias", {{"AccountAlias", bad}})["Error"], "ValidationError")
        << bad;
  }
}

// Two accounts reach for one name: one gets it.
TEST_F(AccountTest, AliasOfTwoAtOnceIsOnes) {
  for (int i = 0; i < 20; ++i) {
    const json alias = {{"AccountAlias", "name" + std::to_string(i)}};
    json mine;
    json theirs;
    std::thread first([&] { mine = Root("CreateAccountAlias", alias); });
    std::thread second([&] { theirs = Call(other_, "CreateAccountAlias", alias); });
    first.join();
    second.join();
    EXPECT_NE(mine == json::object(), theirs == json::object()) << mine << theirs;
  }
}

TEST_F(AccountTest, PasswordPolicyIsReplacedAsAWhole) {
  const json none = Root("GetAccountPasswordPolicy");
  EXPECT_EQ(none["Error"], "NoSuchEntity");
  EXPECT_EQ(none["Message"], "The Password Policy with domain name 111122223333 cannot be found.");
  EXPECT_EQ(Root("DeleteAccountPasswordPolicy"), none);
  const json strict = {{"MinimumPasswordLength", 14},
                       {"RequireSymbols", true},
                       {"RequireNumbers", true},
                       {"RequireUppercaseCharacters", true},
                       {"RequireLowercaseCharacters", true},
                       {"AllowUsersToChangePassword", true},
                       {"MaxPasswordAge", 90},
                       {"PasswordReusePrevention", 24},
                       {"HardExpiry", true}};
  EXPECT_EQ(Root("UpdateAccountPasswordPolicy", strict), json::object());
  json expected = strict;
  expected["ExpirePasswords"] = true;
  EXPECT_EQ(Root("GetAccountPasswordPolicy")["PasswordPolicy"], expected);
  EXPECT_EQ(Root("UpdateAccountPasswordPolicy"), json::object());
  EXPECT_EQ(Root("GetAccountPasswordPolicy")["PasswordPolicy"],
            json({{"MinimumPasswordLength", 6},
                  {"RequireSymbols", false},
                  {"RequireNumbers", false},
                  {"RequireUppercaseCharacters", false},
                  {"RequireLowercaseCharacters", false},
                  {"AllowUsersToChangePassword", false},
                  {"ExpirePasswords", false}}));
  EXPECT_EQ(Root("DeleteAccountPasswordPolicy"), json::object());
  EXPECT_EQ(Root("GetAccountPasswordPolicy"), none);
  EXPECT_EQ(Root("UpdateAccountPasswordPolicy", {{"MinimumPasswordLength", 5}})["Error"],
            "ValidationError");
}

TEST_F(AccountTest, AuthorizedOnNoResource) {
  Root("CreateUser", {{"UserName", "alice"}});
  EXPECT_THAT(
      As("alice", "CreateAccountAlias", {{"AccountAlias", "acme"}})["Message"].get<std::string>(),
      HasSubstr("is not authorized to perform: iam:CreateAccountAlias on resource: * because"));
  EXPECT_EQ(As("alice", "GetAccountPasswordPolicy")["Error"], "AccessDenied");
}

}  // namespace
}  // namespace keyward::iam
