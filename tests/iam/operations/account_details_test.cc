// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/account_details.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "iam/records.h"
#include "tests/iam/operations/held_operation.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kIam = "arn:aws:iam::111122223333:";
const std::string kAwsPolicy = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const std::string kTrust =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
const char* const kLists[] = {"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"};

// An account with one of each and what ties them.
class AccountDetailsTest : public testing::Test, public IamServer {
 protected:
  AccountDetailsTest() {
    own_ = SeedPolicy(*this, "own", Document("Allow", "s3:*"), "/p/");
    Root("CreateUser",
         {{"UserName", "alice"}, {"Path", "/team/"}, {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});
    Root("CreateGroup", {{"GroupName", "Devs"}});
    Root("AddUserToGroup", {{"UserName", "alice"}, {"GroupName", "Devs"}});
    Root(
        "CreateRole",
        {{"RoleName", "app"}, {"AssumeRolePolicyDocument", kTrust}, {"PermissionsBoundary", own_}});
    Root("CreateInstanceProfile", {{"InstanceProfileName", "web"}});
    Root("AddRoleToInstanceProfile", {{"InstanceProfileName", "web"}, {"RoleName", "app"}});
    Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", own_}});
    Root("AttachGroupPolicy", {{"GroupName", "Devs"}, {"PolicyArn", kAwsPolicy}});
    Root("PutUserPolicy", {{"UserName", "alice"},
                           {"PolicyName", "inline"},
                           {"PolicyDocument", Document("Deny", "iam:*")}});
  }
  json Details(const json& parameters = json::object()) {
    return Root("GetAccountAuthorizationDetails", parameters);
  }
  std::string own_;
};

TEST_F(AccountDetailsTest, ShowsEverythingAndWhatTiesIt) {
  const json all = Details();
  EXPECT_FALSE(all.value("IsTruncated", true));
  ASSERT_EQ(all["UserDetailList"].size(), 1U);
  const json& user = all["UserDetailList"][0];
  EXPECT_EQ(user["Arn"], kIam + "user/team/alice");
  EXPECT_EQ(user["GroupList"], json::array({"Devs"}));
  EXPECT_EQ(user["AttachedManagedPolicies"], (json{{{"PolicyName", "own"}, {"PolicyArn", own_}}}));
  EXPECT_EQ(user["UserPolicyList"][0]["PolicyName"], "inline");
  EXPECT_THAT(user["UserPolicyList"][0]["PolicyDocument"].get<std::string>(),
              HasSubstr("%22Deny%22"));
  EXPECT_EQ(user["Tags"], (json{{{"Key", "k"}, {"Value", "v"}}}));
  ASSERT_EQ(all["GroupDetailList"].size(), 1U);
  EXPECT_EQ(all["GroupDetailList"][0]["GroupName"], "Devs");
  EXPECT_EQ(all["GroupDetailList"][0]["AttachedManagedPolicies"][0]["PolicyArn"], kAwsPolicy);
  ASSERT_EQ(all["RoleDetailList"].size(), 1U);
  const json& role = all["RoleDetailList"][0];
  EXPECT_THAT(role["AssumeRolePolicyDocument"].get<std::string>(), HasSubstr("%22Service%22"));
  EXPECT_EQ(role["PermissionsBoundary"]["PermissionsBoundaryArn"], own_);
  EXPECT_EQ(role["InstanceProfileList"][0]["InstanceProfileName"], "web");
  EXPECT_EQ(role["InstanceProfileList"][0]["Roles"][0]["RoleName"], "app");
  ASSERT_EQ(all["Policies"].size(), 2U);
  const json& own = all["Policies"][0];
  EXPECT_EQ(own["Arn"], own_);
  EXPECT_EQ(own["AttachmentCount"], 1);
  EXPECT_EQ(own["PermissionsBoundaryUsageCount"], 1);
  EXPECT_EQ(own["DefaultVersionId"], "v1");
  ASSERT_EQ(own["PolicyVersionList"].size(), 1U);
  EXPECT_EQ(own["PolicyVersionList"][0]["VersionId"], "v1");
  EXPECT_EQ(own["PolicyVersionList"][0]["IsDefaultVersion"], true);
  EXPECT_EQ(all["Policies"][1]["Arn"], kAwsPolicy);
  EXPECT_EQ(all["Policies"][1]["AttachmentCount"], 1);
}

TEST_F(AccountDetailsTest, FilterChoosesKinds) {
  const struct {
    std::vector<std::string> filter;
    std::string sizes;  // of the four lists
  } cases[] = {
      {{"User"}, "1000"},
      {{"Group"}, "0100"},
      {{"Role"}, "0010"},
      {{"LocalManagedPolicy"}, "0001"},
      {{"AWSManagedPolicy"}, "0001"},
      {{"Role", "User", "AWSManagedPolicy", "LocalManagedPolicy"}, "1012"},
  };
  for (const auto& row : cases) {
    const json answer = Details({{"Filter", row.filter}});
    std::string sizes;
    for (const char* list : kLists) sizes += std::to_string(answer[list].size());
    EXPECT_EQ(sizes, row.sizes) << row.filter.front();
  }
  EXPECT_EQ(Details({{"Filter", {"Nobody"}}})["Error"], "ValidationError");
}

TEST_F(AccountDetailsTest, PagesGoThroughAllKinds) {
  for (const char* name : {"b", "c"}) Root("CreateUser", {{"UserName", name}});
  for (int items : {1, 2, 3, 100}) {
    std::string names;
    json parameters = {{"MaxItems", items}};
    for (int pages = 0; pages < 20; ++pages) {
      const json page = Details(parameters);
      ASSERT_FALSE(page.contains("Error")) << page;
      std::size_t size = 0;
      for (const char* list : kLists) {
        size += page[list].size();
        for (const json& item : page[list]) {
          for (const char* key : {"UserName", "GroupName", "RoleName", "PolicyName"}) {
            if (item.contains(key)) names += item[key].get<std::string>() + " ";
          }
        }
      }
      EXPECT_LE(size, static_cast<std::size_t>(items));
      if (!page.value("IsTruncated", false)) break;
      parameters["Marker"] = page["Marker"];
    }
    EXPECT_EQ(names, "alice b c Devs app own IAMReadOnlyAccess ") << items;
  }
  const json first = Details({{"MaxItems", 1}});
  EXPECT_EQ(Details({{"Marker", first["Marker"]}, {"Filter", {"User"}}})["Error"],
            "ValidationError");
}

TEST_F(AccountDetailsTest, IsAuthorizedOnEverything) {
  EXPECT_THAT(As("alice", "GetAccountAuthorizationDetails").value("Message", ""),
              HasSubstr("iam:GetAccountAuthorizationDetails"));
  Root("DeleteUserPolicy", {{"UserName", "alice"}, {"PolicyName", "inline"}});
  Root("PutUserPolicy",
       {{"UserName", "alice"},
        {"PolicyName", "inline"},
        {"PolicyDocument", Document("Allow", "iam:GetAccountAuthorizationDetails")}});
  EXPECT_EQ(As("alice", "GetAccountAuthorizationDetails")["UserDetailList"].size(), 1U);
}

}  // namespace
}  // namespace keyward::iam
