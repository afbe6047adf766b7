// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "iam/records.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class GroupsTest : public testing::Test, public IamServer {
 protected:
  void MakeUsers(const std::vector<std::string>& names) {
    for (const std::string& name : names) Root("CreateUser", {{"UserName", name}});
  }
  json Add(const std::string& user, const std::string& group) {
    return Root("AddUserToGroup", {{"UserName", user}, {"GroupName", group}});
  }
  std::string Members(const std::string& group) {
    std::string names;
    for (const json& user : All("GetGroup", "Users", {{"GroupName", group}})) {
      names += user["UserName"].get<std::string>() + " ";
    }
    return names;
  }
  std::string GroupsOf(const std::string& user) {
    std::string names;
    for (const json& group : All("ListGroupsForUser", "Groups", {{"UserName", user}})) {
      names += group["GroupName"].get<std::string>() + " ";
    }
    return names;
  }
  // Gives a group an inline policy.
  void Allow(const std::string& group, const std::string& action, const std::string& resource) {
    api::Unit unit(store());
    auto record = *Load<rec::Group>(unit, EntityKey(kAccount, Kind::kGroup, group));
    rec::InlinePolicy* own = record->mutable_permissions()->add_inline_policies();
    own->set_name("own");
    own->set_document(Document("Allow", action, resource));
    Save(unit, EntityKey(kAccount, Kind::kGroup, group), *record);
    ASSERT_TRUE(unit.Commit());
  }
};

TEST_F(GroupsTest, IsMadeShownAndListed) {
  const json made = Root("CreateGroup", {{"GroupName", "Devs"}, {"Path", "/eu/"}})["Group"];
  EXPECT_EQ(made["Arn"], "arn:aws:iam::111122223333:group/eu/Devs");
  EXPECT_THAT(made["GroupId"].get<std::string>(), testing::MatchesRegex("AGPA[A-Z2-7]{17}"));
  EXPECT_EQ(made["CreateDate"], 1714564800);
  const json shown = Root("GetGroup", {{"GroupName", "devs"}});
  EXPECT_EQ(shown["Group"], made);
  EXPECT_EQ(shown["Users"], json::array());
  EXPECT_EQ(Root("CreateGroup", {{"GroupName", "DEVS"}})["Message"],
            "Group with name DEVS already exists.");
  for (const char* name : {"b", "a", "c"}) Root("CreateGroup", {{"GroupName", name}});
  std::string names;
  for (const json& group : All("ListGroups", "Groups", json::object())) {
    names += group["GroupName"].get<std::string>() + " ";
  }
  EXPECT_EQ(names, "a b c Devs ");
  EXPECT_EQ(Root("ListGroups", {{"PathPrefix", "/eu"}})["Groups"], json::array({made}));
}

TEST_F(GroupsTest, MembersAreShownFromBothSides) {
  MakeUsers({"e", "B", "a", "d", "c"});
  for (const char* group : {"g2", "G1", "g3"}) Root("CreateGroup", {{"GroupName", group}});
  for (const char* user : {"e", "B", "a", "d", "c"}) EXPECT_EQ(Add(user, "g1"), json::object());
  EXPECT_EQ(Add("b", "g3"), json::object());
  EXPECT_EQ(Add("b", "g2"), json::object());
  EXPECT_EQ(Add("b", "G2"), json::object()) << "is in it already";
  EXPECT_EQ(Members("g1"), "a B c d e ");
  EXPECT_EQ(Members("g2"), "B ");
  EXPECT_EQ(GroupsOf("b"), "G1 g2 g3 ");
  for (int i = 0; i < 2; ++i) {  // the second time it is no member, which is no error
    EXPECT_EQ(Root("RemoveUserFromGroup", {{"UserName", "b"}, {"GroupName", "g1"}}),
              json::object());
  }
  EXPECT_EQ(Members("g1"), "a c d e ");
  EXPECT_EQ(GroupsOf("b"), "g2 g3 ");
  const json page = Root("GetGroup", {{"GroupName", "g1"}, {"MaxItems", 1}});
  EXPECT_EQ(Root("GetGroup", {{"GroupName", "g2"}, {"Marker", page["Marker"]}})["Error"],
            "ValidationError");
}

TEST_F(GroupsTest, TenGroupsAUser) {
  MakeUsers({"a"});
  for (int i = 0; i <= 10; ++i) {
    Root("CreateGroup", {{"GroupName", "g" + std::to_string(i)}});
    const json added = Add("a", "g" + std::to_string(i));
    if (i < 10) {
      EXPECT_EQ(added, json::object()) << i;
    } else {
      EXPECT_EQ(added["Error"], "LimitExceeded");
      EXPECT_EQ(added["Message"], "Cannot exceed quota for GroupsPerUser: 10");
    }
  }
}

TEST_F(GroupsTest, RenameKeepsMembersAndWhatTheyMay) {
  MakeUsers({"alice", "bob"});
  const json made = Root("CreateGroup", {{"GroupName", "devs"}})["Group"];
  Add("alice", "devs");
  Allow("devs", "iam:GetUser", "*");
  EXPECT_TRUE(As("alice", "GetUser").contains("User"));
  EXPECT_EQ(
      Root("UpdateGroup", {{"GroupName", "devs"}, {"NewGroupName", "Makers"}, {"NewPath", "/eu/"}}),
      json::object());
  EXPECT_EQ(Root("GetGroup", {{"GroupName", "devs"}})["Message"],
            "The group with name devs cannot be found.");
  const json shown = Root("GetGroup", {{"GroupName", "makers"}})["Group"];
  EXPECT_EQ(shown["Arn"], "arn:aws:iam::111122223333:group/eu/Makers");
  EXPECT_EQ(shown["GroupId"], made["GroupId"]);
  EXPECT_EQ(Members("makers"), "alice ");
  EXPECT_EQ(GroupsOf("alice"), "Makers ");
  EXPECT_TRUE(As("alice", "GetUser").contains("User"));
  // Another group under the old name is not alice's.
  Root("CreateGroup", {{"GroupName", "devs"}});
  Allow("devs", "iam:CreateUser", "*");
  EXPECT_EQ(As("alice", "CreateUser", {{"UserName", "x"}})["Error"], "AccessDenied");
  EXPECT_EQ(Members("devs"), "");
  EXPECT_EQ(Root("UpdateGroup", {{"GroupName", "devs"}, {"NewGroupName", "MAKERS"}})["Message"],
            "Group with name MAKERS already exists.");
  EXPECT_EQ(Root("UpdateGroup", {{"GroupName", "makers"}, {"NewGroupName", "MAKERS"}}),
            json::object());
  EXPECT_EQ(GroupsOf("alice"), "MAKERS ");
}

TEST_F(GroupsTest, IsDeletedOnceItIsEmpty) {
  MakeUsers({"a"});
  Root("CreateGroup", {{"GroupName", "g"}});
  Add("a", "g");
  const json refused = Root("DeleteGroup", {{"GroupName", "g"}});
  EXPECT_EQ(refused["Error"], "DeleteConflict");
  EXPECT_EQ(refused["Message"], "Cannot delete entity, must remove users from group first.");
  Root("RemoveUserFromGroup", {{"UserName", "a"}, {"GroupName", "g"}});
  EXPECT_EQ(Root("DeleteGroup", {{"GroupName", "g"}}), json::object());
  EXPECT_EQ(Root("GetGroup", {{"GroupName", "g"}})["Error"], "NoSuchEntity");
}

TEST_F(GroupsTest, WhatIsNotThereIsNamed) {
  MakeUsers({"a"});
  Root("CreateGroup", {{"GroupName", "g"}});
  const std::string no_group = "The group with name none cannot be found.";
  const std::string no_user = "The user with name none cannot be found.";
  const struct {
    const char* operation;
    json parameters;
    std::string message;
  } cases[] = {
      {"AddUserToGroup", {{"UserName", "a"}, {"GroupName", "none"}}, no_group},
      {"AddUserToGroup", {{"UserName", "none"}, {"GroupName", "g"}}, no_user},
      {"RemoveUserFromGroup", {{"UserName", "a"}, {"GroupName", "none"}}, no_group},
      {"RemoveUserFromGroup", {{"UserName", "none"}, {"GroupName", "g"}}, no_user},
      {"DeleteGroup", {{"GroupName", "none"}}, no_group},
      {"UpdateGroup", {{"GroupName", "none"}, {"NewGroupName", "x"}}, no_group},
      {"ListGroupsForUser", {{"UserName", "none"}}, no_user},
  };
  for (const auto& c : cases) {
    const json answer = Root(c.operation, c.parameters);
    EXPECT_EQ(answer["Error"], "NoSuchEntity") << c.operation;
    EXPECT_EQ(answer["Message"], c.message) << c.operation;
  }
}

TEST_F(GroupsTest, AuthorizedOnTheGroupAndARenameOnBothNames) {
  MakeUsers({"alice", "bob"});
  Root("CreateGroup", {{"GroupName", "admins"}});
  Root("CreateGroup", {{"GroupName", "g"}, {"Path", "/p/"}});
  Allow("admins", "iam:*", "arn:aws:iam::111122223333:group/p/*");
  Add("alice", "admins");
  EXPECT_EQ(As("alice", "AddUserToGroup", {{"UserName", "bob"}, {"GroupName", "g"}}),
            json::object());
  EXPECT_THAT(
      As("alice", "AddUserToGroup", {{"UserName", "bob"}, {"GroupName", "admins"}})["Message"]
          .get<std::string>(),
      HasSubstr("iam:AddUserToGroup on resource: arn:aws:iam::111122223333:group/admins"));
  EXPECT_EQ(As("alice", "UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "h"}}),
            json::object());
  EXPECT_THAT(As("alice", "UpdateGroup", {{"GroupName", "h"}, {"NewPath", "/"}})["Message"]
                  .get<std::string>(),
              HasSubstr("iam:UpdateGroup on resource: arn:aws:iam::111122223333:group/h because"));
  EXPECT_EQ(As("alice", "CreateGroup", {{"GroupName", "i"}, {"Path", "/p/"}})["Group"]["Path"],
            "/p/");
  EXPECT_EQ(As("alice", "CreateGroup", {{"GroupName", "j"}})["Error"], "AccessDenied");
}

// One administrator deletes the group while another puts somebody into it: no member is left in a
// group that is gone.
TEST_F(GroupsTest, DeletionAndAdditionAtOnce) {
  for (int i = 0; i < 30; ++i) {
    const std::string group = "g" + std::to_string(i);
    const std::string user = "u" + std::to_string(i);
    MakeUsers({user});
    Root("CreateGroup", {{"GroupName", group}});
    json added;
    json deleted;
    std::thread first([&] { added = Add(user, group); });
    std::thread second([&] { deleted = Root("DeleteGroup", {{"GroupName", group}}); });
    first.join();
    second.join();
    EXPECT_NE(added == json::object(), deleted == json::object()) << added << deleted;
    EXPECT_EQ(GroupsOf(user), deleted == json::object() ? "" : group + " ");
    EXPECT_TRUE(Root("GetUser", {{"UserName", user}}).contains("User"));
  }
}

}  // namespace
}  // namespace keyward::iam
