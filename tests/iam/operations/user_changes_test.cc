// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "iam/directory_credentials.h"
#include "iam/records.h"
#include "tests/iam/operations/held_operation.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kAlice = "arn:aws:iam::111122223333:user/alice";

class UserChangesTest : public testing::Test, public IamServer {
 protected:
  UserChangesTest() { Root("CreateUser", {{"UserName", "alice"}}); }
  void Must(const std::string& operation, const json& parameters) {
    const json answer = Root(operation, parameters);
    EXPECT_FALSE(answer.contains("Error")) << operation << answer;
  }
  void Allow(const std::string& user, const std::string& action, const std::string& resource) {
    Must("PutUserPolicy", {{"UserName", user},
                           {"PolicyName", "own"},
                           {"PolicyDocument", Document("Allow", action, resource)}});
  }
  std::string Denial(const std::string& user, const std::string& operation,
                     const json& parameters) {
    return As(user, operation, parameters).value("Message", "");
  }
};

TEST_F(UserChangesTest, RenameMovesAllThatNamesTheUser) {
  const std::string policy = SeedPolicy(*this, "reads", Document("Allow", "iam:GetUser"));
  const json before = Root("GetUser", {{"UserName", "alice"}})["User"];
  const std::string key =
      Root("CreateAccessKey", {{"UserName", "alice"}})["AccessKey"]["AccessKeyId"];
  Must("CreateGroup", {{"GroupName", "g"}});
  Must("AddUserToGroup", {{"UserName", "alice"}, {"GroupName", "g"}});
  Must("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", policy}});
  Must("PutUserPermissionsBoundary", {{"UserName", "alice"}, {"PermissionsBoundary", policy}});
  Must("TagUser", {{"UserName", "alice"}, {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});

  Must("UpdateUser", {{"UserName", "ALICE"}, {"NewUserName", "Bob"}, {"NewPath", "/x/"}});
  EXPECT_EQ(Root("GetUser", {{"UserName", "alice"}})["Error"], "NoSuchEntity");
  const json after = Root("GetUser", {{"UserName", "bob"}})["User"];
  EXPECT_EQ(after["Arn"], "arn:aws:iam::111122223333:user/x/Bob");
  EXPECT_EQ(after["UserId"], before["UserId"]);
  EXPECT_EQ(after["Tags"], json({{{"Key", "k"}, {"Value", "v"}}}));
  EXPECT_EQ(after["PermissionsBoundary"]["PermissionsBoundaryArn"], policy);
  EXPECT_EQ(Root("ListAccessKeys", {{"UserName", "bob"}})["AccessKeyMetadata"][0]["UserName"],
            "Bob");
  EXPECT_EQ(Root("GetAccessKeyLastUsed", {{"AccessKeyId", key}})["UserName"], "Bob");
  auto credential = DirectoryCredentials(store()).Resolve(key, "");
  ASSERT_TRUE(credential);
  EXPECT_EQ(credential->caller.principal.text(), "arn:aws:iam::111122223333:user/x/Bob");
  EXPECT_EQ(Root("GetGroup", {{"GroupName", "g"}})["Users"][0]["UserName"], "Bob");
  EXPECT_TRUE(As("bob", "GetUser").contains("User"));
  api::Unit unit(store());
  EXPECT_TRUE(*unit.Get(AttachedKey(kAccount, policy, Kind::kUser, "bob")));
  EXPECT_TRUE(*unit.Get(BoundedKey(kAccount, policy, Kind::kUser, "bob")));
  EXPECT_FALSE(*unit.Get(AttachedKey(kAccount, policy, Kind::kUser, "alice")));
  EXPECT_FALSE(*unit.Get(BoundedKey(kAccount, policy, Kind::kUser, "alice")));
  // Another user under the old name has nothing of it.
  Must("CreateUser", {{"UserName", "alice"}});
  EXPECT_EQ(Root("ListAccessKeys", {{"UserName", "alice"}})["AccessKeyMetadata"], json::array());
  EXPECT_EQ(As("alice", "GetUser")["Error"], "AccessDenied");
}

TEST_F(UserChangesTest, RenameMovesDevices) {
  const std::string serial = "arn:aws:iam::111122223333:mfa/Phone";
  rec::MfaDevice device;
  device.set_serial(serial);
  device.set_user("alice");
  rec::User alice = Stored<rec::User>(*this, Kind::kUser, "alice");
  alice.add_mfa_devices(serial);
  Seed(*this, Kind::kUser, alice);
  const json renaming = {{"UserName", "alice"}, {"NewUserName", "bob"}};
  EXPECT_EQ(Root("UpdateUser", renaming)["Error"], "StoreDamaged") << "the device is not there";
  api::Unit unit(store());
  Save(unit, MfaDeviceKey(kAccount, serial), device);
  ASSERT_TRUE(unit.Commit());
  EXPECT_EQ(Root("UpdateUser", renaming), json::object());
  EXPECT_EQ(Stored<rec::User>(*this, Kind::kUser, "bob").mfa_devices(0), serial);
  api::Unit after(store());
  EXPECT_EQ((*Load<rec::MfaDevice>(after, MfaDeviceKey(kAccount, serial)))->user(), "bob");
}

TEST_F(UserChangesTest, NamesThatDifferInCaseAreOne) {
  Must("CreateUser", {{"UserName", "bob"}});
  const json taken = Root("UpdateUser", {{"UserName", "alice"}, {"NewUserName", "BOB"}});
  EXPECT_EQ(taken["Error"], "EntityAlreadyExists");
  EXPECT_EQ(taken["Message"], "User with name BOB already exists.");
  EXPECT_EQ(Root("UpdateUser", {{"UserName", "alice"}, {"NewUserName", "Alice"}}), json::object());
  EXPECT_EQ(Root("GetUser", {{"UserName", "alice"}})["User"]["UserName"], "Alice");
  EXPECT_EQ(Root("UpdateUser", {{"UserName", "alice"}}), json::object());
  EXPECT_EQ(Root("UpdateUser", {{"UserName", "eve"}, {"NewPath", "/"}})["Error"], "NoSuchEntity");
}

TEST_F(UserChangesTest, RenameOfTheMostThatAUserMayHold) {
  for (int i = 0; i < 10; ++i) {
    const std::string name = "n" + std::to_string(i);
    Must("CreateGroup", {{"GroupName", name}});
    Must("AddUserToGroup", {{"UserName", "alice"}, {"GroupName", name}});
    Must("AttachUserPolicy",
         {{"UserName", "alice"}, {"PolicyArn", SeedPolicy(*this, name, Document("Allow", "*"))}});
  }
  for (int i = 0; i < 2; ++i) Must("CreateAccessKey", {{"UserName", "alice"}});
  rec::User alice = Stored<rec::User>(*this, Kind::kUser, "alice");
  api::Unit unit(store());
  for (int i = 0; i < 8; ++i) {
    rec::MfaDevice device;
    device.set_serial("arn:aws:iam::111122223333:mfa/d" + std::to_string(i));
    alice.add_mfa_devices(device.serial());
    Save(unit, MfaDeviceKey(kAccount, device.serial()), device);
  }
  ASSERT_TRUE(unit.Commit());
  Seed(*this, Kind::kUser, alice);
  EXPECT_EQ(Root("UpdateUser", {{"UserName", "alice"}, {"NewUserName", "bob"}}), json::object());
  EXPECT_EQ(Root("GetGroup", {{"GroupName", "n9"}})["Users"][0]["UserName"], "bob");
}

TEST_F(UserChangesTest, IsDeletedOnceItHoldsNothing) {
  const std::string policy = SeedPolicy(*this, "reads", Document("Allow", "iam:GetUser"));
  const json user = {{"UserName", "alice"}};
  const auto expect_conflict = [&](const std::string& what) {
    const json refused = Root("DeleteUser", user);
    EXPECT_EQ(refused["Error"], "DeleteConflict") << what;
    EXPECT_EQ(refused["Message"], "Cannot delete entity, must " + what);
  };
  Must("CreateGroup", {{"GroupName", "g"}});
  const json membership = {{"UserName", "alice"}, {"GroupName", "g"}};
  Must("AddUserToGroup", membership);
  expect_conflict("remove users from group first.");
  Must("RemoveUserFromGroup", membership);
  const std::string key = Root("CreateAccessKey", user)["AccessKey"]["AccessKeyId"];
  expect_conflict("delete access keys first.");
  Must("DeleteAccessKey", {{"UserName", "alice"}, {"AccessKeyId", key}});
  const json attachment = {{"UserName", "alice"}, {"PolicyArn", policy}};
  Must("AttachUserPolicy", attachment);
  expect_conflict("detach all policies first.");
  Must("DetachUserPolicy", attachment);
  Allow("alice", "iam:*", "*");
  expect_conflict("delete policies first.");
  Must("DeleteUserPolicy", {{"UserName", "alice"}, {"PolicyName", "own"}});
  rec::User record = Stored<rec::User>(*this, Kind::kUser, "alice");
  record.add_mfa_devices("arn:aws:iam::111122223333:mfa/phone");
  Seed(*this, Kind::kUser, record);
  expect_conflict("delete MFA device first.");
  record.clear_mfa_devices();
  record.mutable_login_profile();
  Seed(*this, Kind::kUser, record);
  expect_conflict("delete login profile first.");
  record.clear_login_profile();
  Seed(*this, Kind::kUser, record);
  Must("PutUserPermissionsBoundary", {{"UserName", "alice"}, {"PermissionsBoundary", policy}});
  EXPECT_EQ(Root("DeleteUser", user), json::object()) << "a boundary does not keep it";
  EXPECT_EQ(Stored<rec::ManagedPolicy>(*this, Kind::kPolicy, "reads").boundaries(), 0U);
  EXPECT_EQ(Root("DeleteUser", user)["Message"], "The user with name alice cannot be found.");
  EXPECT_EQ(As("alice", "GetUser")["Error"], "NoSuchUser");
}

TEST_F(UserChangesTest, BoundaryOfANewUserHoldsAtOnce) {
  const std::string policy = SeedPolicy(*this, "reads", Document("Allow", "iam:GetUser"));
  const json made = Root("CreateUser", {{"UserName", "bob"}, {"PermissionsBoundary", policy}});
  EXPECT_EQ(made["User"]["PermissionsBoundary"],
            json({{"PermissionsBoundaryType", "Policy"}, {"PermissionsBoundaryArn", policy}}));
  Allow("bob", "iam:*", "*");
  EXPECT_TRUE(As("bob", "GetUser").contains("User"));
  EXPECT_THAT(Denial("bob", "DeleteUser", {{"UserName", "alice"}}),
              HasSubstr("no permissions boundary allows the iam:DeleteUser action"));
  EXPECT_EQ(
      Root("CreateUser", {{"UserName", "eve"}, {"PermissionsBoundary", policy + "x"}})["Error"],
      "NoSuchEntity");
  EXPECT_EQ(Root("GetUser", {{"UserName", "eve"}})["Error"], "NoSuchEntity");
}

TEST_F(UserChangesTest, RootUserIsShownItself) {
  EXPECT_EQ(Root("GetUser")["User"], json({{"UserId", "111122223333"},
                                           {"Arn", "arn:aws:iam::111122223333:root"},
                                           {"CreateDate", 1714564800}}));
}

TEST_F(UserChangesTest, TagsAreMergedRemovedAndListed) {
  const auto tag = [](const std::string& key, const std::string& value) {
    return json({{"Key", key}, {"Value", value}});
  };
  const json user = {{"UserName", "alice"}};
  Must("TagUser", {{"UserName", "alice"}, {"Tags", {tag("b", "1"), tag("a", ""), tag("c", "3")}}});
  Must("TagUser", {{"UserName", "alice"}, {"Tags", {tag("B", "2")}}});
  EXPECT_EQ(All("ListUserTags", "Tags", user), json({tag("B", "2"), tag("a", ""), tag("c", "3")}));
  Must("UntagUser", {{"UserName", "alice"}, {"TagKeys", {"b", "none"}}});
  EXPECT_EQ(All("ListUserTags", "Tags", user), json({tag("a", ""), tag("c", "3")}));
  json many = json::array();
  for (int i = 0; i < 49; ++i) many.push_back(tag("k" + std::to_string(i), "v"));
  const json over = Root("TagUser", {{"UserName", "alice"}, {"Tags", many}});
  EXPECT_EQ(over["Error"], "LimitExceeded");
  EXPECT_EQ(over["Message"], "Cannot exceed quota for TagsPerResource: 50");
  many.erase(many.begin());
  Must("TagUser", {{"UserName", "alice"}, {"Tags", many}});
  EXPECT_EQ(
      Root("TagUser", {{"UserName", "alice"}, {"Tags", {tag("x", ""), tag("X", "")}}})["Error"],
      "InvalidInput");
  EXPECT_EQ(Root("ListUserTags", {{"UserName", "eve"}})["Error"], "NoSuchEntity");
  EXPECT_EQ(Root("TagUser", {{"UserName", "eve"}, {"Tags", {tag("a", "")}}})["Error"],
            "NoSuchEntity");
  EXPECT_EQ(Root("UntagUser", {{"UserName", "eve"}, {"TagKeys", {"a"}}})["Error"], "NoSuchEntity");
}

TEST_F(UserChangesTest, TagsDecideFromTheNextRequestOn) {
  Must("CreateUser", {{"UserName", "bob"}});
  Must("PutUserPolicy", {{"UserName", "bob"},
                         {"PolicyName", "own"},
                         {"PolicyDocument",
                          R"({"Version":"2012-10-17","Statement":[
             {"Effect":"Allow","Action":"iam:GetUser","Resource":"*",
              "Condition":{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}},
             {"Effect":"Allow","Action":["iam:TagUser","iam:UntagUser"],"Resource":"*",
              "Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}}]})"}});
  const json alice = {{"UserName", "alice"}};
  const json tagging = {{"UserName", "alice"}, {"Tags", {{{"Key", "team"}, {"Value", "eu"}}}}};
  EXPECT_EQ(As("bob", "GetUser", alice)["Error"], "AccessDenied");
  EXPECT_EQ(As("bob", "TagUser", tagging), json::object());
  EXPECT_EQ(As("bob", "GetUser", alice)["Error"], "AccessDenied");
  Must("TagUser", {{"UserName", "bob"}, {"Tags", tagging["Tags"]}});
  EXPECT_TRUE(As("bob", "GetUser", alice).contains("User"));
  EXPECT_EQ(As("bob", "UntagUser", {{"UserName", "alice"}, {"TagKeys", {"team", "x"}}})["Error"],
            "AccessDenied");
  EXPECT_EQ(As("bob", "UntagUser", {{"UserName", "alice"}, {"TagKeys", {"team"}}}), json::object());
  EXPECT_EQ(As("bob", "GetUser", alice)["Error"], "AccessDenied");
}

TEST_F(UserChangesTest, AuthorizedOnTheUserAndARenameOnBothNames) {
  Must("CreateUser", {{"UserName", "bob"}});
  Allow("bob", "iam:*", kAlice);
  EXPECT_EQ(As("bob", "ListUserTags", {{"UserName", "alice"}})["Tags"], json::array());
  EXPECT_THAT(
      Denial("bob", "UpdateUser", {{"UserName", "alice"}, {"NewUserName", "carol"}}),
      HasSubstr("iam:UpdateUser on resource: arn:aws:iam::111122223333:user/carol because"));
  EXPECT_THAT(Denial("bob", "UpdateUser", {{"UserName", "alice"}, {"NewPath", "/x/"}}),
              HasSubstr("on resource: arn:aws:iam::111122223333:user/x/alice because"));
  for (const char* operation : {"DeleteUser", "ListUserTags"}) {
    EXPECT_THAT(Denial("bob", operation, {{"UserName", "bob"}}),
                HasSubstr("on resource: arn:aws:iam::111122223333:user/bob because"));
  }
  EXPECT_EQ(As("bob", "DeleteUser", {{"UserName", "alice"}}), json::object());
}

// Between a deletion's look and its commit the user gets something: the deletion begins again.
TEST_F(UserChangesTest, DeletionSeesWhatIsAddedMeanwhile) {
  const std::string policy = SeedPolicy(*this, "reads", Document("Allow", "iam:GetUser"));
  Must("CreateGroup", {{"GroupName", "g"}});
  const struct {
    const char* operation;
    json parameters;
  } additions[] = {
      {"CreateAccessKey", {{"UserName", "alice"}}},
      {"AddUserToGroup", {{"UserName", "alice"}, {"GroupName", "g"}}},
      {"AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", policy}}},
      {"UpdateUser", {{"UserName", "alice"}, {"NewUserName", "carol"}}},
  };
  for (const auto& addition : additions) {
    const rec::User before = Stored<rec::User>(*this, Kind::kUser, "alice");
    HeldOperation deletion(*this, "DeleteUser", {{"UserName", "alice"}});
    Must(addition.operation, addition.parameters);
    EXPECT_EQ(deletion.Commit(), api::Unit::Outcome::kConflict) << addition.operation;
    Seed(*this, Kind::kUser, before);
  }
}

}  // namespace
}  // namespace keyward::iam
