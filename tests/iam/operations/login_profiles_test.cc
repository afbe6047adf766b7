// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "iam/password.h"
#include "iam/records.h"
#include "tests/iam/operations/held_operation.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string kFirst = "Correct-horse-1";
const std::string kSecond = "Battery-staple-2";

class LoginProfilesTest : public testing::Test, public IamServer {
 protected:
  LoginProfilesTest() { Root("CreateUser", {{"UserName", "Alice"}}); }
  bool Is(const std::string& password) {
    return *PasswordMatches(Stored<rec::User>(*this, Kind::kUser, "alice").login_profile(),
                            password);
  }
};

TEST_F(LoginProfilesTest, IsMadeShownChangedAndDeleted) {
  const json user = {{"UserName", "alice"}};
  const json none = Root("GetLoginProfile", user);
  EXPECT_EQ(none["Error"], "NoSuchEntity");
  EXPECT_EQ(none["Message"], "Login Profile for User Alice cannot be found.");
  const json made = Root("CreateLoginProfile", {{"UserName", "alice"},
                                                {"Password", kFirst},
                                                {"PasswordResetRequired", true}})["LoginProfile"];
  EXPECT_EQ(
      made,
      json({{"UserName", "Alice"}, {"CreateDate", 1714564800}, {"PasswordResetRequired", true}}));
  EXPECT_TRUE(Is(kFirst));
  EXPECT_EQ(Root("GetLoginProfile", user)["LoginProfile"], made);
  const json again = Root("CreateLoginProfile", {{"UserName", "alice"}, {"Password", kFirst}});
  EXPECT_EQ(again["Error"], "EntityAlreadyExists");
  EXPECT_EQ(again["Message"], "Login Profile for user Alice already exists.");
  EXPECT_EQ(Root("UpdateLoginProfile", {{"UserName", "alice"}, {"PasswordResetRequired", false}}),
            json::object());
  EXPECT_TRUE(Is(kFirst)) << "what is not given stays";
  EXPECT_EQ(Root("UpdateLoginProfile", {{"UserName", "alice"}, {"Password", kSecond}}),
            json::object());
  EXPECT_TRUE(Is(kSecond));
  EXPECT_EQ(Root("GetLoginProfile", user)["LoginProfile"]["PasswordResetRequired"], false);
  EXPECT_EQ(Root("DeleteLoginProfile", user), json::object());
  EXPECT_EQ(Root("DeleteLoginProfile", user), none);
  EXPECT_EQ(Root("UpdateLoginProfile", user), none);
  EXPECT_EQ(Root("DeleteUser", user), json::object());
}

TEST_F(LoginProfilesTest, PasswordIsInNoAuditRecordAndNoMessage) {
  Root("CreateLoginProfile", {{"UserName", "alice"}, {"Password", kFirst}});
  const json bad = Root("UpdateLoginProfile", {{"UserName", "alice"}, {"Password", "weak-weak"}});
  EXPECT_THAT(bad.dump(), Not(HasSubstr("weak-weak")));
  auto outbox = store().Range(api::kOutboxPrefix, 1000, "");
  ASSERT_TRUE(outbox);
  std::string records;
  for (const store::KeyValue& record : outbox->items) records += record.value;
  for (const std::string& line : audit().lines) records += line;
  EXPECT_THAT(records, HasSubstr("CreateLoginProfile"));
  EXPECT_THAT(records, HasSubstr("PasswordPolicyViolation"));
  EXPECT_THAT(records, Not(HasSubstr(kFirst)));
  EXPECT_THAT(records, Not(HasSubstr("weak-weak")));
}

TEST_F(LoginProfilesTest, HeldToTheAccountsPolicy) {
  EXPECT_EQ(Root("CreateLoginProfile", {{"UserName", "alice"}, {"Password", "short-1"}})["Message"],
            "Password should have a minimum length of 8");
  Root("UpdateAccountPasswordPolicy", {{"MinimumPasswordLength", 20}});
  const json refused = Root("CreateLoginProfile", {{"UserName", "alice"}, {"Password", kFirst}});
  EXPECT_EQ(refused["Error"], "PasswordPolicyViolation");
  EXPECT_EQ(refused["Message"], "Password should have a minimum length of 20");
  EXPECT_EQ(Root("CreateLoginProfile", {{"UserName", "alice"}})["Error"], "ValidationError");
  Root("UpdateAccountPasswordPolicy", {{"PasswordReusePrevention", 1}});
  EXPECT_EQ(Root("CreateLoginProfile", {{"UserName", "alice"}, {"Password", kFirst}})
                .count("LoginProfile"),
            1U);
  EXPECT_EQ(Root("UpdateLoginProfile", {{"UserName", "alice"}, {"Password", kFirst}})["Message"],
            "Password should not be one of the last 1 passwords");
}

TEST_F(LoginProfilesTest, UserChangesItsOwn) {
  Root("CreateLoginProfile",
       {{"UserName", "alice"}, {"Password", kFirst}, {"PasswordResetRequired", true}});
  const json change = {{"OldPassword", kFirst}, {"NewPassword", kSecond}};
  EXPECT_THAT(As("alice", "ChangePassword", change)["Message"].get<std::string>(),
              HasSubstr("iam:ChangePassword on resource: "
                        "arn:aws:iam::111122223333:user/Alice because"));
  Root("PutUserPolicy", {{"UserName", "alice"},
                         {"PolicyName", "own"},
                         {"PolicyDocument", Document("Allow", "iam:*LoginProfile",
                                                     "arn:aws:iam::*:user/${aws:username}")}});
  EXPECT_EQ(As("alice", "GetLoginProfile")["LoginProfile"]["PasswordResetRequired"], true);
  Root("PutUserPolicy", {{"UserName", "alice"},
                         {"PolicyName", "own"},
                         {"PolicyDocument", Document("Allow", "iam:ChangePassword")}});
  const json wrong =
      As("alice", "ChangePassword", {{"OldPassword", kSecond}, {"NewPassword", kSecond}});
  EXPECT_EQ(wrong["Error"], "AccessDenied");
  EXPECT_EQ(wrong["Message"], "The old password was incorrect.");
  EXPECT_TRUE(Is(kFirst));
  EXPECT_EQ(As("alice", "ChangePassword", change), json::object());
  EXPECT_TRUE(Is(kSecond));
  EXPECT_EQ(
      Root("GetLoginProfile", {{"UserName", "alice"}})["LoginProfile"]["PasswordResetRequired"],
      false);
  for (const api::Caller& caller : {api::RootCaller(), api::RoleCaller("r", "s")}) {
    const json refused = Call(caller, "ChangePassword", change);
    EXPECT_EQ(refused["Error"], "InvalidUserType");
    EXPECT_EQ(refused["Message"], "Only IAM Users can change their own password");
  }
}

// The user is deleted while somebody sets its password: the password does not bring it back.
TEST_F(LoginProfilesTest, DeletionOfTheUserMeanwhile) {
  HeldOperation creation(*this, "CreateLoginProfile",
                         {{"UserName", "alice"}, {"Password", kFirst}});
  EXPECT_EQ(Root("DeleteUser", {{"UserName", "alice"}}), json::object());
  EXPECT_EQ(creation.Commit(), api::Unit::Outcome::kConflict);
}

}  // namespace
}  // namespace keyward::iam
