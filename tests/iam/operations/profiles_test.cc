// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "iam/records.h"
#include "tests/iam/operations/held_operation.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kProfile = "arn:aws:iam::111122223333:instance-profile/";
const std::string kTrust =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";

class ProfilesTest : public testing::Test, public IamServer {
 protected:
  void MakeRole(const std::string& name) {
    Root("CreateRole", {{"RoleName", name}, {"AssumeRolePolicyDocument", kTrust}});
  }
  json Make(const std::string& name, json more = json::object()) {
    more["InstanceProfileName"] = name;
    return Root("CreateInstanceProfile", more);
  }
  static json Both(const std::string& profile, const std::string& role) {
    return {{"InstanceProfileName", profile}, {"RoleName", role}};
  }
  json Get(const std::string& name) {
    return Root("GetInstanceProfile", {{"InstanceProfileName", name}})["InstanceProfile"];
  }
  // A user with one statement for each action and resource.
  void MakeUser(const std::string& name, const json& statements) {
    rec::User user;
    user.set_name(name);
    user.set_path("/");
    user.set_id("AIDAEXAMPLE" + name);
    rec::InlinePolicy* policy = user.mutable_permissions()->add_inline_policies();
    policy->set_name("p");
    policy->set_document(json{{"Version", "2012-10-17"}, {"Statement", statements}}.dump());
    Seed(*this, Kind::kUser, user);
  }
};

TEST_F(ProfilesTest, IsMadeAndShown) {
  const json made = Make(
      "web", {{"Path", "/team/"}, {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}})["InstanceProfile"];
  EXPECT_EQ(made["Arn"], kProfile + "team/web");
  EXPECT_THAT(made["InstanceProfileId"].get<std::string>(),
              testing::MatchesRegex("AIPA[A-Z2-7]{17}"));
  EXPECT_EQ(made["Tags"][0]["Key"], "k");
  EXPECT_EQ(Get("WEB"), made);
  EXPECT_EQ(Make("Web")["Message"], "Instance Profile Web already exists.");
  EXPECT_EQ(Root("GetInstanceProfile", {{"InstanceProfileName", "x"}})["Message"],
            "Instance Profile x cannot be found.");
}

TEST_F(ProfilesTest, HoldsOneRole) {
  MakeRole("app");
  MakeRole("other");
  Make("web");
  EXPECT_EQ(Root("AddRoleToInstanceProfile", Both("web", "none"))["Message"],
            "The role with name none cannot be found.");
  EXPECT_EQ(Root("AddRoleToInstanceProfile", Both("none", "app"))["Message"],
            "Instance Profile none cannot be found.");
  EXPECT_EQ(Root("AddRoleToInstanceProfile", Both("WEB", "APP")).size(), 0U);
  json role = Root("GetRole", {{"RoleName", "app"}})["Role"];
  role.erase("RoleLastUsed");
  EXPECT_EQ(Get("web")["Roles"], json::array({role}));
  EXPECT_EQ(Root("AddRoleToInstanceProfile", Both("web", "other"))["Message"],
            "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
  EXPECT_EQ(Root("DeleteInstanceProfile", {{"InstanceProfileName", "web"}})["Message"],
            "Cannot delete entity, must remove roles from instance profile first.");
  EXPECT_EQ(Root("RemoveRoleFromInstanceProfile", Both("web", "other"))["Error"], "NoSuchEntity");
  EXPECT_EQ(Root("RemoveRoleFromInstanceProfile", Both("web", "app")).size(), 0U);
  EXPECT_EQ(Root("ListInstanceProfilesForRole", {{"RoleName", "app"}})["InstanceProfiles"],
            json::array());
  EXPECT_EQ(Root("DeleteInstanceProfile", {{"InstanceProfileName", "web"}}).size(), 0U);
  EXPECT_EQ(Root("DeleteInstanceProfile", {{"InstanceProfileName", "web"}})["Error"],
            "NoSuchEntity");
}

TEST_F(ProfilesTest, ListsGoOnWhereThePageEnded) {
  MakeRole("app");
  for (const char* name : {"c", "A", "b"}) {
    Make(name, {{"Path", name[0] == 'c' ? "/x/" : "/y/"}});
    Root("AddRoleToInstanceProfile", Both(name, "app"));
  }
  const auto names = [](const json& profiles) {
    std::string text;
    for (const json& profile : profiles) text += profile["InstanceProfileName"];
    return text;
  };
  const std::string member = "InstanceProfiles";
  EXPECT_EQ(names(All("ListInstanceProfiles", member, json::object())), "Abc");
  EXPECT_EQ(names(All("ListInstanceProfiles", member, {{"PathPrefix", "/y/"}}, 1)), "Ab");
  EXPECT_EQ(names(All("ListInstanceProfilesForRole", member, {{"RoleName", "app"}})), "Abc");
}

TEST_F(ProfilesTest, TagsAreSetAndRemoved) {
  Make("web");
  Root("TagInstanceProfile",
       {{"InstanceProfileName", "web"},
        {"Tags", {{{"Key", "b"}, {"Value", "1"}}, {{"Key", "a"}, {"Value", "2"}}}}});
  Root("UntagInstanceProfile", {{"InstanceProfileName", "web"}, {"TagKeys", {"b"}}});
  EXPECT_EQ(All("ListInstanceProfileTags", "Tags", {{"InstanceProfileName", "web"}}),
            (json{{{"Key", "a"}, {"Value", "2"}}}));
}

TEST_F(ProfilesTest, AddingTakesTheRightToPassTheRole) {
  MakeRole("app");
  MakeRole("admin");
  Make("web");
  const json add = {{"Effect", "Allow"},
                    {"Action", "iam:AddRoleToInstanceProfile"},
                    {"Resource", kProfile + "web"}};
  json pass = {{"Effect", "Allow"},
               {"Action", "iam:PassRole"},
               {"Resource", "arn:aws:iam::111122223333:role/app"},
               {"Condition", {{"StringEquals", {{"iam:PassedToService", "ec2.amazonaws.com"}}}}}};
  MakeUser("u", {add, pass});
  EXPECT_THAT(As("u", "AddRoleToInstanceProfile", Both("web", "admin")).value("Message", ""),
              HasSubstr("iam:PassRole on resource: arn:aws:iam::111122223333:role/admin"));
  EXPECT_EQ(As("u", "AddRoleToInstanceProfile", Both("web", "app")).size(), 0U);
  EXPECT_THAT(As("u", "RemoveRoleFromInstanceProfile", Both("web", "app")).value("Message", ""),
              HasSubstr("iam:RemoveRoleFromInstanceProfile on resource: " + kProfile + "web"));
}

TEST_F(ProfilesTest, OneOfTwoRolesGetsIn) {
  MakeRole("app");
  MakeRole("other");
  Make("web");
  HeldOperation add(*this, "AddRoleToInstanceProfile", Both("web", "app"));
  HeldOperation remove(*this, "DeleteInstanceProfile", {{"InstanceProfileName", "web"}});
  Root("AddRoleToInstanceProfile", Both("web", "other"));
  EXPECT_EQ(add.Commit(), api::Unit::Outcome::kConflict);
  EXPECT_EQ(remove.Commit(), api::Unit::Outcome::kConflict);
}

}  // namespace
}  // namespace keyward::iam
