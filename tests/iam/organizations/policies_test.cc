// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/iam/organizations/org_server.h"

namespace keyward::iam::organizations {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::MatchesRegex;

class PoliciesTest : public testing::Test, public OrgServer {
 protected:
  json Parameters(const std::string& content, const std::string& type = kScp) {
    return {{"Name", "n"}, {"Description", "d"}, {"Content", content}, {"Type", type}};
  }
};

TEST_F(PoliciesTest, IsMadeShownChangedAndDeleted) {
  const std::string content = Document("Deny", "s3:*");
  const json made = Root("CreatePolicy", Parameters(content))["Policy"];
  const json& summary = made["PolicySummary"];
  const std::string id = summary["Id"];
  EXPECT_THAT(id, MatchesRegex("p-[a-z0-9]{8}"));
  const std::string organization = Root("DescribeOrganization")["Organization"]["Id"];
  EXPECT_EQ(summary["Arn"], "arn:aws:organizations::111122223333:policy/" + organization +
                                "/service_control_policy/" + id);
  EXPECT_EQ(summary["Name"], "n");
  EXPECT_EQ(summary["Description"], "d");
  EXPECT_EQ(summary["Type"], kScp);
  EXPECT_EQ(summary["AwsManaged"], false);
  EXPECT_EQ(made["Content"], content);
  EXPECT_EQ(Root("DescribePolicy", {{"PolicyId", id}})["Policy"], made);

  const std::string other = Document("Deny", "ec2:*");
  const json changed =
      Root("UpdatePolicy",
           {{"PolicyId", id}, {"Name", "m"}, {"Description", ""}, {"Content", other}})["Policy"];
  EXPECT_EQ(changed["PolicySummary"]["Name"], "m");
  EXPECT_EQ(changed["PolicySummary"]["Description"], "");
  EXPECT_EQ(changed["Content"], other);
  EXPECT_EQ(Root("DescribePolicy", {{"PolicyId", id}})["Policy"], changed);
  EXPECT_EQ(Root("UpdatePolicy", {{"PolicyId", id}})["Policy"], changed) << "nothing asked";
  NewPolicy("n", content);  // the old name is free

  EXPECT_EQ(Root("DeletePolicy", {{"PolicyId", id}}), json::object());
  EXPECT_EQ(Root("DescribePolicy", {{"PolicyId", id}})["Error"], "PolicyNotFoundException");
  NewPolicy("m", content);
}

TEST_F(PoliciesTest, AwssOwnAreThere) {
  const json scp = Root("DescribePolicy", {{"PolicyId", "p-FullAWSAccess"}})["Policy"];
  EXPECT_EQ(scp["PolicySummary"]["Arn"],
            "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess");
  EXPECT_EQ(scp["PolicySummary"]["AwsManaged"], true);
  EXPECT_EQ(scp["Content"], Document("Allow", "*"));
  const json rcp = Root("DescribePolicy", {{"PolicyId", "p-RCPFullAWSAccess"}})["Policy"];
  EXPECT_EQ(rcp["PolicySummary"]["Name"], "RCPFullAWSAccess");
  EXPECT_EQ(rcp["PolicySummary"]["Type"], kRcp);
  EXPECT_EQ(rcp["Content"], Document("Allow", "*", R"("Principal":"*",)"));
}

TEST_F(PoliciesTest, Refusals) {
  const std::string good = Document("Deny", "s3:*");
  const std::string own = NewPolicy("own", good);
  NewPolicy("taken", good);
  NewPolicy("taken", ResourceDocument("s3:*"), kRcp);  // names are of one type
  const auto with_name = [&](const char* name) {
    json parameters = Parameters(good);
    parameters["Name"] = name;
    return parameters;
  };
  const auto with_tags = [&](const json& tags) {
    json parameters = Parameters(good);
    parameters["Tags"] = tags;
    return parameters;
  };
  const std::string padded = good + std::string(5'121 - good.size(), ' ');
  const Refusal refusals[] = {
      {"Duplicate", "CreatePolicy", with_name("taken"), "DuplicatePolicyException"},
      {"DuplicateOfAwss", "CreatePolicy", with_name("FullAWSAccess"), "DuplicatePolicyException"},
      {"DuplicateByUpdate",
       "UpdatePolicy",
       {{"PolicyId", own}, {"Name", "taken"}},
       "DuplicatePolicyException"},
      {"Malformed", "CreatePolicy", Parameters("{"), "MalformedPolicyDocumentException"},
      {"MalformedUpdate",
       "UpdatePolicy",
       {{"PolicyId", own}, {"Content", "{}"}},
       "MalformedPolicyDocumentException"},
      {"ScpWithPrincipal", "CreatePolicy", Parameters(ResourceDocument("s3:*")),
       "MalformedPolicyDocumentException"},
      {"RcpThatAllows", "CreatePolicy",
       Parameters(Document("Allow", "*", R"("Principal":"*",)"), kRcp),
       "MalformedPolicyDocumentException"},
      {"RcpWithoutPrincipal", "CreatePolicy", Parameters(good, kRcp),
       "MalformedPolicyDocumentException"},
      {"TooLong", "CreatePolicy", Parameters(padded), "ConstraintViolationException",
       "POLICY_CONTENT_LIMIT_EXCEEDED"},
      {"OtherType", "CreatePolicy", Parameters("{}", "TAG_POLICY"),
       "PolicyTypeNotAvailableForOrganizationException"},
      {"NoType", "CreatePolicy", Parameters("{}", "NO_POLICY"), "ValidationException"},
      {"TagTwice", "CreatePolicy",
       with_tags(json::array({{{"Key", "a"}, {"Value", "1"}}, {{"Key", "a"}, {"Value", "2"}}})),
       "InvalidInputException", "DUPLICATE_TAG_KEY"},
      {"SystemTag", "CreatePolicy", with_tags(json::array({{{"Key", "aws:x"}, {"Value", "1"}}})),
       "InvalidInputException", "INVALID_SYSTEM_TAGS_PARAMETER"},
      {"UpdateUnknown", "UpdatePolicy", {{"PolicyId", "p-nothing0"}}, "PolicyNotFoundException"},
      {"DeleteUnknown", "DeletePolicy", {{"PolicyId", "p-nothing0"}}, "PolicyNotFoundException"},
      {"DescribeUnknown",
       "DescribePolicy",
       {{"PolicyId", "p-nothing0"}},
       "PolicyNotFoundException"},
      {"TargetsOfUnknown",
       "ListTargetsForPolicy",
       {{"PolicyId", "p-nothing0"}},
       "PolicyNotFoundException"},
      {"UpdateAwss",
       "UpdatePolicy",
       {{"PolicyId", "p-FullAWSAccess"}},
       "InvalidInputException",
       "IMMUTABLE_POLICY"},
      {"DeleteAwss",
       "DeletePolicy",
       {{"PolicyId", "p-RCPFullAWSAccess"}},
       "InvalidInputException",
       "IMMUTABLE_POLICY"},
      {"Id", "DescribePolicy", {{"PolicyId", "x"}}, "ValidationException"},
      {"Token",
       "ListPolicies",
       {{"Filter", kScp}, {"NextToken", "x"}},
       "InvalidInputException",
       "INVALID_NEXT_TOKEN"},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
  EXPECT_EQ(Root("DescribePolicy", {{"PolicyId", own}})["Policy"]["Content"], good);
  EXPECT_THAT(Root("CreatePolicy", Parameters("{"))["Message"].get<std::string>(),
              HasSubstr("line 1"));
  NewPolicy("longest", padded.substr(0, 5'120));
}

TEST_F(PoliciesTest, ListGoesOnWhereThePageEnded) {
  EXPECT_EQ(All("ListPolicies", "Policies", {{"Filter", kScp}}, 1).size(), 1u);
  for (const char* name : {"a", "b", "c", "d"}) {
    NewPolicy(name, Document("Deny", "s3:*"));
    NewPolicy(name, ResourceDocument("s3:*"), kRcp);
  }
  for (const std::string& type : {kScp, kRcp}) {
    for (int page : {1, 2, 3, 20}) {
      const json all = All("ListPolicies", "Policies", {{"Filter", type}}, page);
      ASSERT_EQ(all.size(), 5u) << all;
      EXPECT_EQ(all[0]["AwsManaged"], true);
      std::string names;
      for (std::size_t i = 1; i < all.size(); ++i) {
        EXPECT_EQ(all[i]["Type"], type);
        names += all[i]["Name"];
      }
      std::ranges::sort(names);
      EXPECT_EQ(names, "abcd");
    }
  }
}

}  // namespace
}  // namespace keyward::iam::organizations
