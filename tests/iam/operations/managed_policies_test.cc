// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "iam/aws_policies.h"
#include "iam/operations/documents.h"
#include "tests/iam/operations/held_operation.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kReadOnly = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const std::string kArn = "arn:aws:iam::111122223333:policy/team/Readers";

class ManagedPoliciesTest : public testing::Test, public IamServer {
 protected:
  json Create(const std::string& name, const std::string& path = "/",
              const std::string& document = Document("Allow", "s3:*")) {
    return Root("CreatePolicy",
                {{"PolicyName", name}, {"Path", path}, {"PolicyDocument", document}});
  }
  json OnPolicy(const std::string& operation, json more = json::object()) {
    more["PolicyArn"] = kArn;
    return Root(operation, more);
  }
  json CreateVersion(bool set_as_default = false) {
    return OnPolicy("CreatePolicyVersion", {{"PolicyDocument", Document("Deny", "s3:*")},
                                            {"SetAsDefault", set_as_default}});
  }
  json Version(const std::string& operation, const std::string& id) {
    return OnPolicy(operation, {{"VersionId", id}});
  }
  std::string Names(json parameters, int max_items = 2) {
    std::string names;
    for (const json& policy : All("ListPolicies", "Policies", std::move(parameters), max_items)) {
      names += policy["PolicyName"].get<std::string>() + " ";
    }
    return names;
  }
};

TEST_F(ManagedPoliciesTest, IsMadeShownAndDeleted) {
  const json made = Root("CreatePolicy", {{"PolicyName", "Readers"},
                                          {"Path", "/team/"},
                                          {"Description", "reads"},
                                          {"PolicyDocument", Document("Allow", "s3:Get*")},
                                          {"Tags", {{{"Key", "cost"}, {"Value", "42"}}}}});
  json policy = made["Policy"];
  EXPECT_EQ(policy["Arn"], kArn);
  EXPECT_THAT(policy["PolicyId"].get<std::string>(), testing::MatchesRegex("ANPA[A-Z2-7]{17}"));
  EXPECT_EQ(policy["DefaultVersionId"], "v1");
  EXPECT_EQ(policy["AttachmentCount"], 0);
  EXPECT_EQ(policy["PermissionsBoundaryUsageCount"], 0);
  EXPECT_EQ(policy["IsAttachable"], true);
  EXPECT_EQ(policy["CreateDate"], 1714564800);
  EXPECT_EQ(policy["UpdateDate"], 1714564800);
  policy["Description"] = "reads";
  EXPECT_EQ(OnPolicy("GetPolicy")["Policy"], policy);
  EXPECT_EQ(OnPolicy("DeletePolicy"), json::object());
  for (const char* operation : {"GetPolicy", "DeletePolicy", "ListPolicyVersions",
                                "ListEntitiesForPolicy", "ListPolicyTags"}) {
    EXPECT_EQ(OnPolicy(operation)["Message"], "Policy " + kArn + " was not found.") << operation;
  }
}

TEST_F(ManagedPoliciesTest, NameIsTakenWhateverItsPathAndCase) {
  Create("Readers", "/team/");
  const json refused = Create("READERS");
  EXPECT_EQ(refused["Error"], "EntityAlreadyExists");
  EXPECT_EQ(refused["Message"],
            "A policy called READERS already exists. Duplicate names are not allowed.");
}

TEST_F(ManagedPoliciesTest, DocumentIsCheckedAndMeasured) {
  EXPECT_EQ(Create("p", "/", "{]")["Message"], "This policy contains invalid Json");
  EXPECT_EQ(Create("p", "/", Document("Permit", "s3:*"))["Error"], "MalformedPolicyDocument");
  const std::string empty = Document("Allow", "s3:*", "arn:aws:s3:::");
  const auto of_size = [&](std::size_t size) {
    return Document("Allow", "s3:*", "arn:aws:s3:::" + std::string(size - empty.size(), 'x'));
  };
  const json refused = Create("p", "/", of_size(6145));
  EXPECT_EQ(refused["Error"], "LimitExceeded");
  EXPECT_EQ(refused["Message"], "Cannot exceed quota for PolicySize: 6144");
  EXPECT_TRUE(Create("p", "/", "  " + of_size(6144) + "\n").contains("Policy"));
}

TEST_F(ManagedPoliciesTest, CannotGoWhileItIsUsed) {
  Create("Readers", "/team/");
  Root("CreateUser", {{"UserName", "alice"}});
  const json attachment = {{"UserName", "alice"}, {"PolicyArn", kArn}};
  Root("AttachUserPolicy", attachment);
  EXPECT_EQ(OnPolicy("DeletePolicy")["Error"], "DeleteConflict");
  EXPECT_EQ(OnPolicy("DeletePolicy")["Message"], "Cannot delete a policy attached to entities.");
  Root("DetachUserPolicy", attachment);
  Root("PutUserPermissionsBoundary", {{"UserName", "alice"}, {"PermissionsBoundary", kArn}});
  EXPECT_EQ(OnPolicy("DeletePolicy")["Message"], "Cannot delete a policy attached to entities.");
  Root("DeleteUserPermissionsBoundary", {{"UserName", "alice"}});
  CreateVersion();
  EXPECT_EQ(OnPolicy("DeletePolicy")["Message"],
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy.");
  Version("DeletePolicyVersion", "v2");
  EXPECT_EQ(OnPolicy("DeletePolicy"), json::object());
}

TEST_F(ManagedPoliciesTest, AttachingMeanwhileConflictsWithDeleting) {
  Create("Readers", "/team/");
  Root("CreateUser", {{"UserName", "alice"}});
  HeldOperation held(*this, "DeletePolicy", {{"PolicyArn", kArn}});
  Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", kArn}});
  EXPECT_EQ(held.Commit(), api::Unit::Outcome::kConflict);
}

TEST_F(ManagedPoliciesTest, SecondAdministratorConflicts) {
  const json policy = {
      {"PolicyName", "Readers"}, {"Path", "/team/"}, {"PolicyDocument", Document("Allow", "s3:*")}};
  HeldOperation create(*this, "CreatePolicy", policy);
  EXPECT_TRUE(Root("CreatePolicy", policy).contains("Policy"));
  EXPECT_EQ(create.Commit(), api::Unit::Outcome::kConflict);
  CreateVersion();
  HeldOperation set_default(*this, "SetDefaultPolicyVersion",
                            {{"PolicyArn", kArn}, {"VersionId", "v2"}});
  EXPECT_EQ(Version("DeletePolicyVersion", "v2"), json::object());
  EXPECT_EQ(set_default.Commit(), api::Unit::Outcome::kConflict);
}

TEST_F(ManagedPoliciesTest, LongestNamesArePagedToo) {
  const std::string stem(127, 'n');
  Root("CreateUser", {{"UserName", "alice"}});
  for (const char* end : {"1", "2", "3"}) {
    SeedPrincipal<rec::Group>(*this, Kind::kGroup, stem + end);
    Create(stem + end);
    const std::string arn = "arn:aws:iam::111122223333:policy/" + stem + end;
    Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", arn}});
    Root("AttachGroupPolicy", {{"GroupName", stem + end}, {"PolicyArn", kReadOnly}});
    Root("PutUserPolicy", {{"UserName", "alice"},
                           {"PolicyName", stem + end},
                           {"PolicyDocument", Document("Allow", "s3:*")}});
  }
  const json alice = {{"UserName", "alice"}};
  EXPECT_EQ(All("ListPolicies", "Policies", {{"Scope", "Local"}}, 1).size(), 3U);
  EXPECT_EQ(All("ListAttachedUserPolicies", "AttachedPolicies", alice, 1).size(), 3U);
  EXPECT_EQ(All("ListUserPolicies", "PolicyNames", alice, 1).size(), 3U);
  EXPECT_EQ(All("ListEntitiesForPolicy", "PolicyGroups", {{"PolicyArn", kReadOnly}}, 1).size(), 3U);
}

TEST_F(ManagedPoliciesTest, VersionsAreCountedUpAndFive) {
  Create("Readers", "/team/");
  const json second = CreateVersion()["PolicyVersion"];
  EXPECT_EQ(second["VersionId"], "v2");
  EXPECT_EQ(second["IsDefaultVersion"], false);
  EXPECT_EQ(CreateVersion(true)["PolicyVersion"]["IsDefaultVersion"], true);
  EXPECT_EQ(OnPolicy("GetPolicy")["Policy"]["DefaultVersionId"], "v3");
  CreateVersion();
  CreateVersion();
  const json refused = CreateVersion();
  EXPECT_EQ(refused["Error"], "LimitExceeded");
  EXPECT_EQ(refused["Message"],
            "A managed policy can have up to 5 versions. Before you create a new version, you must "
            "delete an existing version.");
  EXPECT_EQ(Version("DeletePolicyVersion", "v5"), json::object());
  EXPECT_EQ(CreateVersion()["PolicyVersion"]["VersionId"], "v6");
  std::string ids;
  for (const json& version : All("ListPolicyVersions", "Versions", {{"PolicyArn", kArn}})) {
    ids += version["VersionId"].get<std::string>() + " ";
    EXPECT_FALSE(version.contains("Document"));
  }
  EXPECT_EQ(ids, "v6 v4 v3 v2 v1 ");
}

TEST_F(ManagedPoliciesTest, VersionIsShownAndNamed) {
  Create("Readers", "/team/");
  CreateVersion();
  EXPECT_EQ(Version("GetPolicyVersion", "v1")["PolicyVersion"]["Document"],
            UrlEncoded(Document("Allow", "s3:*")));
  EXPECT_EQ(Version("GetPolicyVersion", "v2")["PolicyVersion"]["Document"],
            UrlEncoded(Document("Deny", "s3:*")));
  for (const char* operation :
       {"GetPolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion"}) {
    const json absent = Version(operation, "v3");
    EXPECT_EQ(absent["Error"], "NoSuchEntity") << operation;
    EXPECT_EQ(absent["Message"],
              "Policy " + kArn + " version v3 does not exist or is not attachable.");
  }
  const json refused = Version("DeletePolicyVersion", "v1");
  EXPECT_EQ(refused["Error"], "DeleteConflict");
  EXPECT_EQ(refused["Message"], "Cannot delete the default version of a policy.");
  EXPECT_EQ(Version("SetDefaultPolicyVersion", "v2"), json::object());
  EXPECT_EQ(Version("DeletePolicyVersion", "v1"), json::object());
}

TEST_F(ManagedPoliciesTest, DefaultVersionHoldsForTheNextRequest) {
  Root("CreateUser", {{"UserName", "alice"}});
  Create("Readers", "/team/", Document("Allow", "iam:ListUsers"));
  Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", kArn}});
  EXPECT_TRUE(As("alice", "ListUsers").contains("Users"));
  CreateVersion();
  EXPECT_TRUE(As("alice", "ListUsers").contains("Users"));
  Version("SetDefaultPolicyVersion", "v2");
  EXPECT_EQ(As("alice", "ListUsers")["Error"], "AccessDenied");
}

TEST_F(ManagedPoliciesTest, ListGoesThroughAwsAndOwn) {
  Create("zeta");
  Create("Alpha", "/x/");
  std::string aws;
  for (const AwsPolicy& policy : AwsPolicies()) aws += std::string(policy.name) + " ";
  EXPECT_EQ(Names(json::object()), aws + "Alpha zeta ");
  EXPECT_EQ(Names({{"Scope", "All"}}, 1), aws + "Alpha zeta ");
  EXPECT_EQ(Names({{"Scope", "AWS"}}), aws);
  EXPECT_EQ(Names({{"Scope", "Local"}}), "Alpha zeta ");
  EXPECT_EQ(Names({{"PathPrefix", "/x/"}}), "Alpha ");
  EXPECT_EQ(Names({{"OnlyAttached", true}}), "");
  Root("CreateUser", {{"UserName", "alice"}});
  Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", kReadOnly}});
  Root("PutUserPermissionsBoundary",
       {{"UserName", "alice"}, {"PermissionsBoundary", "arn:aws:iam::111122223333:policy/zeta"}});
  EXPECT_EQ(Names({{"OnlyAttached", true}}), "IAMReadOnlyAccess ");
  EXPECT_EQ(Names({{"PolicyUsageFilter", "PermissionsPolicy"}}), "IAMReadOnlyAccess ");
  EXPECT_EQ(Names({{"PolicyUsageFilter", "PermissionsBoundary"}}), "zeta ");
  const json page = Root("ListPolicies", {{"MaxItems", 1}});
  EXPECT_EQ(Root("ListPolicies", {{"Marker", page["Marker"]}, {"Scope", "AWS"}})["Error"],
            "ValidationError");
}

TEST_F(ManagedPoliciesTest, EntitiesAreFoundByUseKindAndPath) {
  Create("Readers", "/team/");
  SeedPrincipal<rec::Group>(*this, Kind::kGroup, "devs", "/x/");
  SeedPrincipal<rec::Role>(*this, Kind::kRole, "build");
  for (const char* user : {"alice", "bob"}) Root("CreateUser", {{"UserName", user}});
  OnPolicy("AttachGroupPolicy", {{"GroupName", "devs"}});
  OnPolicy("AttachRolePolicy", {{"RoleName", "build"}});
  OnPolicy("AttachUserPolicy", {{"UserName", "alice"}});
  for (const char* user : {"alice", "bob"}) {
    Root("PutUserPermissionsBoundary", {{"UserName", user}, {"PermissionsBoundary", kArn}});
  }
  const auto found = [&](json more) {
    std::string names;
    more["MaxItems"] = 1;
    for (int pages = 0; pages < 10; ++pages) {
      const json page = OnPolicy("ListEntitiesForPolicy", more);
      for (const auto& [list, name] :
           {std::pair{"PolicyGroups", "GroupName"}, std::pair{"PolicyRoles", "RoleName"},
            std::pair{"PolicyUsers", "UserName"}}) {
        for (const json& one : page[list]) names += one[name].get<std::string>() + " ";
      }
      if (!page["IsTruncated"].get<bool>()) break;
      more["Marker"] = page["Marker"];
    }
    return names;
  };
  EXPECT_EQ(found(json::object()), "devs build alice bob ");
  EXPECT_EQ(found({{"EntityFilter", "Role"}}), "build ");
  EXPECT_EQ(found({{"EntityFilter", "AWSManagedPolicy"}}), "");
  EXPECT_EQ(found({{"PathPrefix", "/x/"}}), "devs ");
  EXPECT_EQ(found({{"PolicyUsageFilter", "PermissionsPolicy"}}), "devs build alice ");
  EXPECT_EQ(found({{"PolicyUsageFilter", "PermissionsBoundary"}}), "alice bob ");
  const json all = OnPolicy("ListEntitiesForPolicy");
  EXPECT_EQ(all["PolicyGroups"][0]["GroupId"], "AXXXEXAMPLEdevs");
}

TEST_F(ManagedPoliciesTest, AwsPolicyIsReadAndNotChanged) {
  const json policy = Root("GetPolicy", {{"PolicyArn", kReadOnly}})["Policy"];
  EXPECT_EQ(policy["DefaultVersionId"], "v4");
  EXPECT_EQ(policy["CreateDate"], 1423248039);
  EXPECT_EQ(policy["AttachmentCount"], 0);
  Root("CreateUser", {{"UserName", "alice"}});
  Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", kReadOnly}});
  EXPECT_EQ(Root("GetPolicy", {{"PolicyArn", kReadOnly}})["Policy"]["AttachmentCount"], 1);
  EXPECT_EQ(Root("ListEntitiesForPolicy", {{"PolicyArn", kReadOnly}})["PolicyUsers"].size(), 1U);
  EXPECT_EQ(Root("ListPolicyVersions", {{"PolicyArn", kReadOnly}})["Versions"].size(), 1U);
  const json version =
      Root("GetPolicyVersion", {{"PolicyArn", kReadOnly}, {"VersionId", "v4"}})["PolicyVersion"];
  EXPECT_EQ(version["Document"], UrlEncoded(AwsPolicyDocument("IAMReadOnlyAccess")));
  const json changes[] = {
      {{"Operation", "DeletePolicy"}},
      {{"Operation", "CreatePolicyVersion"}, {"PolicyDocument", Document("Allow", "*")}},
      {{"Operation", "DeletePolicyVersion"}, {"VersionId", "v4"}},
      {{"Operation", "SetDefaultPolicyVersion"}, {"VersionId", "v4"}},
      {{"Operation", "TagPolicy"}, {"Tags", {{{"Key", "a"}, {"Value", "b"}}}}},
      {{"Operation", "UntagPolicy"}, {"TagKeys", {"a"}}},
  };
  for (json change : changes) {
    const std::string operation = change["Operation"];
    change.erase("Operation");
    change["PolicyArn"] = kReadOnly;
    const json refused = Root(operation, change);
    EXPECT_EQ(refused["Error"], "AccessDenied") << operation;
    EXPECT_EQ(refused["Message"],
              "User: arn:aws:iam::111122223333:root is not authorized to perform: iam:" +
                  operation + " on resource: policy " + kReadOnly);
  }
}

TEST_F(ManagedPoliciesTest, TagsAreKeptAndAuthorize) {
  Create("Readers", "/team/");
  EXPECT_EQ(
      OnPolicy("TagPolicy",
               {{"Tags", {{{"Key", "Cost"}, {"Value", "1"}}, {{"Key", "area"}, {"Value", "x"}}}}}),
      json::object());
  OnPolicy("TagPolicy", {{"Tags", {{{"Key", "cost"}, {"Value", "2"}}}}});
  EXPECT_EQ(All("ListPolicyTags", "Tags", {{"PolicyArn", kArn}}, 1),
            json::parse(R"([{"Key":"area","Value":"x"},{"Key":"cost","Value":"2"}])"));
  Root("CreateUser", {{"UserName", "admin"}});
  Root("PutUserPolicy",
       {{"UserName", "admin"},
        {"PolicyName", "p"},
        {"PolicyDocument",
         R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*",)"
         R"("Condition":{"StringEquals":{"iam:ResourceTag/area":"x"}}}})"}});
  EXPECT_TRUE(As("admin", "GetPolicy", {{"PolicyArn", kArn}}).contains("Policy"));
  EXPECT_EQ(OnPolicy("UntagPolicy", {{"TagKeys", {"AREA", "absent"}}}), json::object());
  EXPECT_EQ(As("admin", "GetPolicy", {{"PolicyArn", kArn}})["Error"], "AccessDenied");
}

TEST_F(ManagedPoliciesTest, IsAuthorizedOnItsArn) {
  Create("Readers", "/team/");
  Root("CreateUser", {{"UserName", "admin"}});
  Root("PutUserPolicy", {{"UserName", "admin"},
                         {"PolicyName", "p"},
                         {"PolicyDocument", Document("Allow", "iam:*", kArn)}});
  EXPECT_TRUE(As("admin", "GetPolicy", {{"PolicyArn", kArn}}).contains("Policy"));
  for (const std::string arn : {"arn:aws:iam::111122223333:policy/Absent", kReadOnly.c_str()}) {
    const json refused = As("admin", "GetPolicy", {{"PolicyArn", arn}});
    EXPECT_EQ(refused["Error"], "AccessDenied");
    EXPECT_THAT(refused["Message"].get<std::string>(), HasSubstr("on resource: " + arn));
  }
  EXPECT_EQ(Root("GetPolicy", {{"PolicyArn", "arn:aws:iam::444455556666:policy/Foreign"}})["Error"],
            "AccessDenied");
  EXPECT_EQ(Root("GetPolicy", {{"PolicyArn", "arn:aws:iam::111122223333:user/alice"}})["Error"],
            "InvalidInput");
  EXPECT_THAT(As("admin", "CreatePolicy",
                 {{"PolicyName", "New"}, {"PolicyDocument", Document("Allow", "*")}})["Message"]
                  .get<std::string>(),
              HasSubstr("on resource: arn:aws:iam::111122223333:policy/New"));
  EXPECT_THAT(As("admin", "ListPolicies")["Message"].get<std::string>(),
              HasSubstr("on resource: *"));
}

}  // namespace
}  // namespace keyward::iam
