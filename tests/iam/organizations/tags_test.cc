// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/iam/organizations/org_server.h"

namespace keyward::iam::organizations {
namespace {

using nlohmann::json;

class OrganizationTagsTest : public testing::Test, public OrgServer {
 protected:
  static json Tag(const std::string& key, const std::string& value) {
    return {{"Key", key}, {"Value", value}};
  }
  json TagsOf(const std::string& id) {
    return Root("ListTagsForResource", {{"ResourceId", id}})["Tags"];
  }
};

TEST_F(OrganizationTagsTest, AreSetAndRemoved) {
  const std::string policy = NewPolicy("own", Document("Deny", "s3:*"));
  for (const std::string& id : {policy, NewAccount("a"), RootId()}) {
    SCOPED_TRACE(id);
    EXPECT_EQ(TagsOf(id), json::array());
    EXPECT_EQ(Root("TagResource", {{"ResourceId", id}, {"Tags", {Tag("a", "1"), Tag("A", "2")}}}),
              json::object());
    EXPECT_EQ(Root("TagResource", {{"ResourceId", id}, {"Tags", json::array({Tag("a", "3")})}}),
              json::object());
    EXPECT_EQ(TagsOf(id), json::array({Tag("a", "3"), Tag("A", "2")}));
    EXPECT_EQ(Root("UntagResource", {{"ResourceId", id}, {"TagKeys", {"a", "none"}}}),
              json::object());
    EXPECT_EQ(TagsOf(id), json::array({Tag("A", "2")}));
  }
}

TEST_F(OrganizationTagsTest, Refusals) {
  const std::string id = NewAccount("a");
  json many = json::array();
  for (int i = 0; i < 51; ++i) many.push_back(Tag("k" + std::to_string(i), ""));
  const json one = json::array({Tag("a", "1")});
  const Refusal refusals[] = {
      {"Many",
       "TagResource",
       {{"ResourceId", id}, {"Tags", many}},
       "ConstraintViolationException",
       "MAX_TAG_LIMIT_EXCEEDED"},
      {"Twice",
       "TagResource",
       {{"ResourceId", id}, {"Tags", {Tag("a", "1"), Tag("a", "2")}}},
       "InvalidInputException",
       "DUPLICATE_TAG_KEY"},
      {"System",
       "TagResource",
       {{"ResourceId", id}, {"Tags", json::array({Tag("AWS:a", "1")})}},
       "InvalidInputException",
       "INVALID_SYSTEM_TAGS_PARAMETER"},
      {"AwsManaged",
       "TagResource",
       {{"ResourceId", "p-FullAWSAccess"}, {"Tags", one}},
       "InvalidInputException",
       "TARGET_NOT_SUPPORTED"},
      {"NoPolicy",
       "TagResource",
       {{"ResourceId", "p-nothing0"}, {"Tags", one}},
       "TargetNotFoundException"},
      {"NoAccount",
       "UntagResource",
       {{"ResourceId", "000000000000"}, {"TagKeys", json::array({"a"})}},
       "TargetNotFoundException"},
      {"NoRoot", "ListTagsForResource", {{"ResourceId", "r-zzzzz"}}, "TargetNotFoundException"},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
  EXPECT_EQ(TagsOf(id), json::array());
  many.erase(many.begin());
  EXPECT_EQ(Root("TagResource", {{"ResourceId", id}, {"Tags", many}}), json::object());
}

TEST_F(OrganizationTagsTest, AreSeenByAuthorization) {
  const std::string own = NewAccount("own");
  const std::string other = NewAccount("other");
  Root("TagResource", {{"ResourceId", own}, {"Tags", json::array({Tag("team", "a")})}});
  const api::Caller bob = UserWith(
      kManagement, "bob",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"organizations:*",)"
      R"("Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}},)"
      R"({"Effect":"Allow","Action":"organizations:CreatePolicy","Resource":"*"}]})");
  EXPECT_FALSE(Call(bob, "DescribeAccount", {{"AccountId", own}}).contains("Error"));
  EXPECT_EQ(Call(bob, "DescribeAccount", {{"AccountId", other}})["Error"], "AccessDenied");
  json parameters = {
      {"Name", "n"}, {"Description", ""}, {"Content", Document("Deny", "s3:*")}, {"Type", kScp}};
  EXPECT_FALSE(Call(bob, "CreatePolicy", parameters).contains("Error"));
  parameters["Name"] = "m";
  parameters["Tags"] = json::array({Tag("team", "a")});
  EXPECT_EQ(Call(bob, "CreatePolicy", parameters)["Error"], "AccessDenied")
      << "organizations:TagResource is needed too";
}

}  // namespace
}  // namespace keyward::iam::organizations
