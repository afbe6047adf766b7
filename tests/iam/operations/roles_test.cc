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

std::string Trust(const std::string& principal) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)" + principal +
         R"(,"Action":"sts:AssumeRole"}]})";
}

// "%7B%22…" as text.
std::string Decoded(const json& encoded) {
  const std::string text = encoded.get<std::string>();
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%';
    decoded.push_back(escape ? static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16))
                             : text[i]);
    if (escape) i += 2;
  }
  return decoded;
}

const std::string kEc2 = Trust(R"({"Service":"ec2.amazonaws.com"})");
const std::string kRole = "arn:aws:iam::111122223333:role/";

class RolesTest : public testing::Test, public IamServer {
 protected:
  json Make(const std::string& name, json more = json::object()) {
    more["RoleName"] = name;
    if (!more.contains("AssumeRolePolicyDocument")) more["AssumeRolePolicyDocument"] = kEc2;
    return Root("CreateRole", more);
  }
  json Get(const std::string& name) { return Root("GetRole", {{"RoleName", name}})["Role"]; }
  // A user who may do one action on one resource.
  void MakeUser(const std::string& name, const std::string& action, const std::string& resource) {
    rec::User user;
    user.set_name(name);
    user.set_path("/");
    user.set_id("AIDAEXAMPLE" + name);
    rec::InlinePolicy* policy = user.mutable_permissions()->add_inline_policies();
    policy->set_name("p");
    policy->set_document(Document("Allow", action, resource));
    Seed(*this, Kind::kUser, user);
  }
};

TEST_F(RolesTest, IsMadeAndShown) {
  const json made = Make("app", {{"Path", "/team/"},
                                 {"Description", "runs"},
                                 {"MaxSessionDuration", 43200},
                                 {"Tags", {{{"Key", "cost"}, {"Value", "42"}}}}})["Role"];
  EXPECT_EQ(made["Arn"], kRole + "team/app");
  EXPECT_THAT(made["RoleId"].get<std::string>(), testing::MatchesRegex("AROA[A-Z2-7]{17}"));
  EXPECT_EQ(made["CreateDate"], 1714564800);
  EXPECT_EQ(made["MaxSessionDuration"], 43200);
  EXPECT_EQ(made["Description"], "runs");
  EXPECT_EQ(made["Tags"][0]["Value"], "42");
  EXPECT_THAT(made["AssumeRolePolicyDocument"].get<std::string>(),
              testing::StartsWith("%7B%22Version%22%3A%222012-10-17%22"));
  EXPECT_EQ(Decoded(made["AssumeRolePolicyDocument"]), kEc2);
  json shown = Get("APP");
  EXPECT_EQ(shown["RoleLastUsed"], json::object());
  shown.erase("RoleLastUsed");
  EXPECT_EQ(shown, made);
  EXPECT_EQ(Make("App")["Message"], "Role with name App already exists.");
  EXPECT_EQ(Root("GetRole", {{"RoleName", "other"}})["Message"],
            "The role with name other cannot be found.");
}

TEST_F(RolesTest, LastUseIsShown) {
  Make("app");
  rec::Role role = Stored<rec::Role>(*this, Kind::kRole, "app");
  role.set_last_used(1714564000);
  role.set_last_used_region("eu-west-1");
  Seed(*this, Kind::kRole, role);
  EXPECT_EQ(Get("app")["RoleLastUsed"],
            (json{{"LastUsedDate", 1714564000}, {"Region", "eu-west-1"}}));
  EXPECT_FALSE(Root("ListRoles")["Roles"][0].contains("RoleLastUsed"));
}

struct Refused {
  std::string name;
  json parameters;
  std::string error;
  std::string message;
};

TEST_F(RolesTest, WhatIsWrongIsRefusedByName) {
  const std::string big =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Sid":")" +
      std::string(2048, 'a') + R"("}]})";
  const Refused cases[] = {
      {"Session", {{"MaxSessionDuration", 3599}}, "ValidationError", "3600"},
      {"LongSession", {{"MaxSessionDuration", 43201}}, "ValidationError", "43200"},
      {"Resource",
       {{"AssumeRolePolicyDocument", Document("Allow", "sts:AssumeRole")}},
       "MalformedPolicyDocument",
       "Resource"},
      {"NoJson",
       {{"AssumeRolePolicyDocument", "{"}},
       "MalformedPolicyDocument",
       "This policy contains invalid Json"},
      {"Size",
       {{"AssumeRolePolicyDocument", big}},
       "LimitExceeded",
       "Cannot exceed quota for ACLSizePerRole: 2048"},
      {"Boundary",
       {{"PermissionsBoundary", "arn:aws:iam::111122223333:policy/none"}},
       "NoSuchEntity",
       "arn:aws:iam::111122223333:policy/none"},
      {"ServicePath", {{"Path", "/aws-service-role/x/"}}, "InvalidInput", "reserved"},
      {"Tags",
       {{"Tags", {{{"Key", "a"}, {"Value", ""}}, {{"Key", "A"}, {"Value", ""}}}}},
       "InvalidInput",
       "Duplicate tag keys"},
  };
  for (const Refused& row : cases) {
    const json answer = Make("app", row.parameters);
    EXPECT_EQ(answer.value("Error", ""), row.error) << row.name;
    EXPECT_THAT(answer.value("Message", ""), HasSubstr(row.message)) << row.name;
  }
  EXPECT_EQ(Root("ListRoles")["Roles"], json::array());
}

TEST_F(RolesTest, PrincipalsMustExist) {
  Root("CreateUser", {{"UserName", "alice"}, {"Path", "/team/"}});
  const json self = Make("app")["Role"];
  const struct {
    std::string principal;
    bool taken;
  } cases[] = {
      {R"("*")", true},
      {R"({"AWS":"111122223333"})", true},
      {R"({"AWS":"arn:aws:iam::111122223333:root"})", true},
      {R"({"AWS":"arn:aws-cn:iam::111122223333:root"})", false},
      {R"({"AWS":"444455556666"})", false},
      {R"({"AWS":"arn:aws:iam::444455556666:root"})", false},
      {R"({"AWS":"arn:aws:iam::444455556666:user/alice"})", false},
      {R"({"AWS":"arn:aws:iam::111122223333:user/team/alice"})", true},
      {R"({"AWS":"arn:aws:iam::111122223333:user/alice"})", false},
      {R"({"AWS":"arn:aws:iam::111122223333:user/team/Alice"})", false},
      {R"({"AWS":"arn:aws:iam::111122223333:role/app"})", true},
      {R"({"AWS":"arn:aws:iam::111122223333:role/none"})", false},
      {R"({"AWS":"arn:aws:sts::111122223333:assumed-role/app/s"})", true},
      {R"({"AWS":"arn:aws:sts::111122223333:assumed-role/none/s"})", false},
      {R"({"AWS":"arn:aws:sts::111122223333:federated-user/bob"})", true},
      {R"({"AWS":"arn:aws:sts::444455556666:federated-user/bob"})", false},
      {R"({"AWS":")" + self["RoleId"].get<std::string>() + R"("})", true},
      {R"({"AWS":"AROAEXAMPLEEXAMPLE222"})", false},
      {R"({"AWS":"AIDAEXAMPLEEXAMPLE222"})", false},
      {R"({"Service":"lambda.amazonaws.com"})", true},
      {R"({"Federated":"arn:aws:iam::111122223333:oidc-provider/idp.example"})", true},
      {R"({"AWS":["111122223333","444455556666"]})", false},
  };
  for (const auto& row : cases) {
    const json answer = Root("UpdateAssumeRolePolicy",
                             {{"RoleName", "app"}, {"PolicyDocument", Trust(row.principal)}});
    EXPECT_EQ(answer.value("Error", ""), row.taken ? "" : "MalformedPolicyDocument")
        << row.principal << answer;
  }
  EXPECT_EQ(Make("b", {{"AssumeRolePolicyDocument",
                        Trust(R"({"AWS":"arn:aws:iam::111122223333:user/bob"})")}})["Message"],
            R"(Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/bob")");
}

TEST_F(RolesTest, WhoIsMadeAgainIsNotTrusted) {
  const std::string arn = "arn:aws:iam::111122223333:role/caller";
  const std::string id = Make("caller")["Role"]["RoleId"];
  const std::string trust = Trust(R"({"AWS":["111122223333",")" + arn + R"("]})");
  Make("app", {{"AssumeRolePolicyDocument", trust}});
  EXPECT_EQ(Decoded(Get("app")["AssumeRolePolicyDocument"]), trust);
  Root("DeleteRole", {{"RoleName", "caller"}});
  const std::string pinned = Trust(R"({"AWS":["111122223333",")" + id + R"("]})");
  EXPECT_EQ(Decoded(Get("app")["AssumeRolePolicyDocument"]), pinned);
  Make("caller");
  EXPECT_EQ(Decoded(Get("app")["AssumeRolePolicyDocument"]), pinned);
  // Saved again it means the new one.
  Root("UpdateAssumeRolePolicy", {{"RoleName", "app"}, {"PolicyDocument", trust}});
  EXPECT_EQ(Decoded(Get("app")["AssumeRolePolicyDocument"]), trust);
}

TEST_F(RolesTest, ListGoesOnWhereThePageEnded) {
  for (const char* name : {"e", "B", "a", "d", "c"}) {
    Make(name, {{"Path", name[0] < 'd' ? "/x/" : "/y/"}, {"Description", name}});
  }
  std::string names;
  for (const json& role : All("ListRoles", "Roles", json::object())) {
    names += role["RoleName"];
    EXPECT_EQ(role["Description"], role["RoleName"]);
    EXPECT_EQ(Decoded(role["AssumeRolePolicyDocument"]), kEc2);
  }
  EXPECT_EQ(names, "aBcde");
  names.clear();
  for (const json& role : All("ListRoles", "Roles", {{"PathPrefix", "/y/"}})) {
    names += role["RoleName"];
  }
  EXPECT_EQ(names, "de");
}

TEST_F(RolesTest, IsChanged) {
  Make("app", {{"Description", "old"}, {"MaxSessionDuration", 7200}});
  Root("UpdateRole", {{"RoleName", "app"}, {"MaxSessionDuration", 10800}});
  EXPECT_EQ(Get("app")["Description"], "old");
  EXPECT_EQ(Get("app")["MaxSessionDuration"], 10800);
  Root("UpdateRole", {{"RoleName", "app"}, {"Description", "new"}});
  EXPECT_EQ(Get("app")["Description"], "new");
  EXPECT_EQ(Get("app")["MaxSessionDuration"], 3600);
  EXPECT_EQ(Root("UpdateRoleDescription",
                 {{"RoleName", "app"}, {"Description", "newer"}})["Role"]["Description"],
            "newer");
  const std::string trust = Trust(R"({"Service":"lambda.amazonaws.com"})");
  EXPECT_EQ(Root("UpdateAssumeRolePolicy", {{"RoleName", "app"}, {"PolicyDocument", trust}}).size(),
            0U);
  EXPECT_EQ(Decoded(Get("app")["AssumeRolePolicyDocument"]), trust);
  for (const char* operation : {"UpdateRole", "DeleteRole", "ListRoleTags"}) {
    EXPECT_EQ(Root(operation, {{"RoleName", "none"}})["Message"],
              "The role with name none cannot be found.");
  }
}

TEST_F(RolesTest, ServiceLinkedOnesStay) {
  Make("app");
  rec::Role role = Stored<rec::Role>(*this, Kind::kRole, "app");
  role.set_path("/aws-service-role/x.amazonaws.com/");
  Seed(*this, Kind::kRole, role);
  EXPECT_EQ(Root("UpdateRole", {{"RoleName", "app"}})["Error"], "UnmodifiableEntity");
  EXPECT_EQ(Root("DeleteRole", {{"RoleName", "app"}})["Error"], "UnmodifiableEntity");
}

TEST_F(RolesTest, TagsAreSetAndRemoved) {
  Make("app");
  Root("TagRole", {{"RoleName", "app"},
                   {"Tags",
                    {{{"Key", "b"}, {"Value", "1"}},
                     {{"Key", "a"}, {"Value", "2"}},
                     {{"Key", "c"}, {"Value", "3"}}}}});
  Root("UntagRole", {{"RoleName", "app"}, {"TagKeys", {"A", "none"}}});
  EXPECT_EQ(All("ListRoleTags", "Tags", {{"RoleName", "app"}}, 1),
            (json{{{"Key", "b"}, {"Value", "1"}}, {{"Key", "c"}, {"Value", "3"}}}));
  EXPECT_EQ(Get("app")["Tags"].size(), 2U);
  json many = json::array();
  for (int i = 0; i < 49; ++i) many.push_back({{"Key", "k" + std::to_string(i)}, {"Value", ""}});
  EXPECT_EQ(Root("TagRole", {{"RoleName", "app"}, {"Tags", many}})["Message"],
            "Cannot exceed quota for TagsPerResource: 50");
}

TEST_F(RolesTest, OnlyABareRoleIsDeleted) {
  const std::string policy = SeedPolicy(*this, "p", Document("Allow", "s3:*"));
  Make("app", {{"PermissionsBoundary", policy}});
  EXPECT_EQ(Get("app")["PermissionsBoundary"],
            (json{{"PermissionsBoundaryType", "Policy"}, {"PermissionsBoundaryArn", policy}}));
  Root("CreateInstanceProfile", {{"InstanceProfileName", "i"}});
  Root("AddRoleToInstanceProfile", {{"InstanceProfileName", "i"}, {"RoleName", "app"}});
  rec::Role role = Stored<rec::Role>(*this, Kind::kRole, "app");
  role.mutable_permissions()->add_inline_policies()->set_name("in");
  Seed(*this, Kind::kRole, role);
  const auto remove = [&] { return Root("DeleteRole", {{"RoleName", "app"}}); };
  EXPECT_EQ(remove()["Message"],
            "Cannot delete entity, must remove roles from instance profile first.");
  Root("RemoveRoleFromInstanceProfile", {{"InstanceProfileName", "i"}, {"RoleName", "app"}});
  EXPECT_EQ(remove()["Message"], "Cannot delete entity, must delete policies first.");
  EXPECT_EQ(remove()["Error"], "DeleteConflict");
  role = Stored<rec::Role>(*this, Kind::kRole, "app");
  role.mutable_permissions()->clear_inline_policies();
  Seed(*this, Kind::kRole, role);
  EXPECT_EQ(remove().size(), 0U);
  EXPECT_EQ(Root("GetRole", {{"RoleName", "app"}})["Error"], "NoSuchEntity");
  EXPECT_EQ(Stored<rec::ManagedPolicy>(*this, Kind::kPolicy, "p").boundaries(), 0U);
}

TEST_F(RolesTest, IsAuthorizedOnItsArn) {
  Make("app", {{"Path", "/team/"}});
  Make("other", {{"Path", "/team/"}});
  const json name = {{"RoleName", "app"}};
  const struct {
    std::string action;
    json parameters;
  } cases[] = {
      {"GetRole", name},
      {"ListRoleTags", name},
      {"UpdateRole", name},
      {"UpdateRoleDescription", {{"RoleName", "app"}, {"Description", "d"}}},
      {"UpdateAssumeRolePolicy", {{"RoleName", "app"}, {"PolicyDocument", kEc2}}},
      {"TagRole", {{"RoleName", "app"}, {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}}},
      {"UntagRole", {{"RoleName", "app"}, {"TagKeys", {"k"}}}},
      {"DeleteRole", name},
  };
  for (const auto& row : cases) {
    MakeUser("u", "iam:" + row.action, kRole + "team/app");
    json other = row.parameters;
    other["RoleName"] = "other";
    EXPECT_EQ(As("u", row.action, other)["Error"], "AccessDenied") << row.action;
    EXPECT_THAT(As("u", row.action, other).value("Message", ""),
                HasSubstr("iam:" + row.action + " on resource: " + kRole + "team/other"));
    EXPECT_FALSE(As("u", row.action, row.parameters).contains("Error")) << row.action;
  }
  MakeUser("lister", "iam:ListRoles", kRole + "team/*");
  EXPECT_EQ(As("lister", "ListRoles", {{"PathPrefix", "/team/"}})["Roles"].size(), 1U);
  EXPECT_EQ(As("lister", "ListRoles")["Error"], "AccessDenied");
}

TEST_F(RolesTest, TaggingAtCreationTakesItsOwnRight) {
  MakeUser("u", "iam:CreateRole", "*");
  json role = {{"RoleName", "app"}, {"AssumeRolePolicyDocument", kEc2}};
  EXPECT_FALSE(As("u", "CreateRole", role).contains("Error"));
  role["RoleName"] = "tagged";
  role["Tags"] = {{{"Key", "k"}, {"Value", "v"}}};
  EXPECT_THAT(As("u", "CreateRole", role).value("Message", ""),
              HasSubstr("iam:TagRole on resource: " + kRole + "tagged"));
}

TEST_F(RolesTest, OneOfTwoThatMakeOrChangeItWins) {
  Make("app");
  HeldOperation remove(*this, "DeleteRole", {{"RoleName", "app"}});
  Root("CreateInstanceProfile", {{"InstanceProfileName", "i"}});
  Root("AddRoleToInstanceProfile", {{"InstanceProfileName", "i"}, {"RoleName", "app"}});
  EXPECT_EQ(remove.Commit(), api::Unit::Outcome::kConflict);
  HeldOperation make(*this, "CreateRole",
                     {{"RoleName", "new"}, {"AssumeRolePolicyDocument", kEc2}});
  Make("NEW");
  EXPECT_EQ(make.Commit(), api::Unit::Outcome::kConflict);
}

TEST_F(RolesTest, TrustWaitsForNobodyWhoIsBeingDeleted) {
  Make("caller");
  const std::string trust = Trust(R"({"AWS":"arn:aws:iam::111122223333:role/caller"})");
  HeldOperation make(*this, "CreateRole",
                     {{"RoleName", "app"}, {"AssumeRolePolicyDocument", trust}});
  Root("DeleteRole", {{"RoleName", "caller"}});
  EXPECT_EQ(make.Commit(), api::Unit::Outcome::kConflict);
}

}  // namespace
}  // namespace keyward::iam
