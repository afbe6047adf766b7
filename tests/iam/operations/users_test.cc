// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class UsersTest : public testing::Test, public IamServer {};

TEST_F(UsersTest, IsMadeAndShown) {
  const json made = Root("CreateUser", {{"UserName", "alice"},
                                        {"Path", "/team/"},
                                        {"Tags", {{{"Key", "cost"}, {"Value", "42"}}}}})["User"];
  EXPECT_EQ(made["Arn"], "arn:aws:iam::111122223333:user/team/alice");
  EXPECT_THAT(made["UserId"].get<std::string>(), testing::MatchesRegex("AIDA[A-Z2-7]{17}"));
  EXPECT_EQ(made["CreateDate"], 1714564800);
  EXPECT_EQ(Root("GetUser", {{"UserName", "alice"}})["User"], made);
  EXPECT_EQ(Root("GetUser", {{"UserName", "bob"}})["Message"],
            "The user with name bob cannot be found.");
  EXPECT_EQ(Root("CreateUser", {{"UserName", "ALICE"}})["Message"],
            "User with name ALICE already exists.");
}

TEST_F(UsersTest, CallerIsMeantWhenNobodyIsNamed) {
  Root("CreateUser", {{"UserName", "alice"}});
  EXPECT_THAT(As("alice", "GetUser")["Message"].get<std::string>(),
              HasSubstr("is not authorized to perform: iam:GetUser on resource: "
                        "arn:aws:iam::111122223333:user/alice"));
  EXPECT_EQ(Call(api::RoleCaller("r", "s"), "GetUser")["Message"],
            "Must specify userName when calling with non-User credentials");
}

TEST_F(UsersTest, ListGoesOnWhereThePageEnded) {
  for (const char* name : {"e", "B", "a", "d", "c"}) {
    Root("CreateUser", {{"UserName", name}, {"Path", name[0] < 'd' ? "/x/" : "/y/"}});
  }
  std::string names;
  for (const json& user : All("ListUsers", "Users", json::object())) names += user["UserName"];
  EXPECT_EQ(names, "aBcde");
  names.clear();
  for (const json& user : All("ListUsers", "Users", {{"PathPrefix", "/y/"}})) {
    names += user["UserName"];
  }
  EXPECT_EQ(names, "de");
  const json page = Root("ListUsers", {{"MaxItems", 1}});
  EXPECT_EQ(Root("ListUsers", {{"Marker", page["Marker"]}, {"PathPrefix", "/y/"}})["Error"],
            "ValidationError");
}

}  // namespace
}  // namespace keyward::iam
