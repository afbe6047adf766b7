// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "tests/iam/operations/held_operation.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kReadOnly = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const std::string kAdmin = "arn:aws:iam::aws:policy/AdministratorAccess";
const std::string kDenyAll = "arn:aws:iam::aws:policy/AWSDenyAll";

std::uint32_t Attachments(IamServer& server, const std::string& name) {
  return Stored<rec::ManagedPolicy>(server, Kind::kPolicy, name).attachments();
}

std::uint32_t Boundaries(IamServer& server, const std::string& name) {
  return Stored<rec::ManagedPolicy>(server, Kind::kPolicy, name).boundaries();
}

// The operations of one kind of principal; `sam` of that kind is there.
struct Principals {
  std::string kind;  // "User"
  std::string quota;
  void (*seed)(IamServer&, const std::string& name, const std::string& path);

  std::string Attach() const { return "Attach" + kind + "Policy"; }
  std::string Detach() const { return "Detach" + kind + "Policy"; }
  std::string List() const { return "ListAttached" + kind + "Policies"; }
  json Named(const std::string& name, json more = json::object()) const {
    more[kind + "Name"] = name;
    return more;
  }
};

template <typename Record, Kind kKind>
void SeedA(IamServer& server, const std::string& name, const std::string& path) {
  SeedPrincipal<Record>(server, kKind, name, path);
}

const Principals kPrincipals[] = {
    {"User", "PoliciesPerUser", SeedA<rec::User, Kind::kUser>},
    {"Group", "PoliciesPerGroup", SeedA<rec::Group, Kind::kGroup>},
    {"Role", "PoliciesPerRole", SeedA<rec::Role, Kind::kRole>},
};

class AttachedPoliciesTest : public testing::TestWithParam<Principals>, public IamServer {
 protected:
  void SetUp() override { of().seed(*this, "Sam", "/team/"); }
  static const Principals& of() { return GetParam(); }
  json Attach(const std::string& arn) {
    return Root(of().Attach(), of().Named("sam", {{"PolicyArn", arn}}));
  }
  json Detach(const std::string& arn) {
    return Root(of().Detach(), of().Named("sam", {{"PolicyArn", arn}}));
  }
  json Attached(const json& more = json::object(), int max_items = 2) {
    return All(of().List(), "AttachedPolicies", of().Named("sam", more), max_items);
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, AttachedPoliciesTest, testing::ValuesIn(kPrincipals),
                         [](const auto& test) { return test.param.kind; });

TEST_P(AttachedPoliciesTest, IsListedAndCountedOnceUntilItIsDetached) {
  const std::string own = SeedPolicy(*this, "Own", Document("Allow", "s3:*"));
  EXPECT_EQ(Attach(own), json::object());
  EXPECT_EQ(Attach(own), json::object());
  EXPECT_EQ(Attach(kReadOnly), json::object());
  EXPECT_EQ(Attachments(*this, "Own"), 1U);
  EXPECT_EQ(Attached(), json::parse(R"([
      {"PolicyName": "IAMReadOnlyAccess", "PolicyArn": ")" +
                                    kReadOnly + R"("},
      {"PolicyName": "Own", "PolicyArn": ")" +
                                    own + R"("}])"));
  EXPECT_EQ(Detach(own), json::object());
  EXPECT_EQ(Attachments(*this, "Own"), 0U);
  EXPECT_EQ(Attached().size(), 1U);
  const json again = Detach(own);
  EXPECT_EQ(again["Error"], "NoSuchEntity");
  EXPECT_EQ(again["Message"], "Policy " + own + " was not found.");
}

TEST_P(AttachedPoliciesTest, OnlyWhatIsThereCanBeAttached) {
  SeedPolicy(*this, "Own", Document("Allow", "s3:*"), "/x/");
  for (const std::string arn : {
           "arn:aws:iam::111122223333:policy/Absent",
           "arn:aws:iam::111122223333:policy/Own",    // another path
           "arn:aws:iam::111122223333:policy/x/own",  // names in ARNs keep their case
           "arn:aws:iam::444455556666:policy/x/Own",  // another account's
           "arn:aws:iam::aws:policy/NoSuchPolicy",
           "arn:aws:iam::111122223333:user/policy/Own",
           "arn:aws:s3:::bucket-of-some-name",
       }) {
    SCOPED_TRACE(arn);
    const json refused = Attach(arn);
    EXPECT_EQ(refused["Error"], "NoSuchEntity");
    EXPECT_EQ(refused["Message"], "Policy " + arn + " does not exist or is not attachable.");
    EXPECT_EQ(Detach(arn)["Message"], "Policy " + arn + " was not found.");
  }
  const std::string text = "this is no resource name";
  EXPECT_EQ(Attach(text)["Error"], "InvalidInput");
  EXPECT_EQ(Attach(text)["Message"], "ARN " + text + " is not valid.");
  EXPECT_EQ(Detach(text)["Error"], "InvalidInput");
  const json nobody = Root(of().Attach(), of().Named("nobody", {{"PolicyArn", kReadOnly}}));
  EXPECT_EQ(nobody["Error"], "NoSuchEntity");
  EXPECT_THAT(nobody["Message"].get<std::string>(), HasSubstr("name nobody cannot be found."));
}

TEST_P(AttachedPoliciesTest, TenAreTheMost) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Attach(SeedPolicy(*this, "P" + std::to_string(i), Document("Allow", "s3:*"))),
              json::object());
  }
  const json refused = Attach(kReadOnly);
  EXPECT_EQ(refused["Error"], "LimitExceeded");
  EXPECT_EQ(refused["Message"], "Cannot exceed quota for " + of().quota + ": 10");
  EXPECT_EQ(Attach("arn:aws:iam::111122223333:policy/P3"), json::object());  // is there already
}

TEST_P(AttachedPoliciesTest, ListGoesByNameAndPath) {
  for (const char* name : {"d", "a", "c"}) {
    Attach(SeedPolicy(*this, name, Document("Allow", "s3:*"), name[0] < 'd' ? "/x/y/" : "/"));
  }
  Attach(SeedPolicy(*this, "IAMReadOnlyAccess", Document("Allow", "s3:*")));
  Attach(kReadOnly);
  std::string names;
  for (const json& policy : Attached()) names += policy["PolicyName"].get<std::string>() + " ";
  EXPECT_EQ(names, "IAMReadOnlyAccess IAMReadOnlyAccess a c d ");
  EXPECT_EQ(Attached({{"PathPrefix", "/x/"}}, 1).size(), 2U);
  const json page = Root(of().List(), of().Named("sam", {{"MaxItems", 1}}));
  EXPECT_EQ(Root(of().List(),
                 of().Named("sam", {{"Marker", page["Marker"]}, {"PathPrefix", "/x/"}}))["Error"],
            "ValidationError");
}

TEST_P(AttachedPoliciesTest, IsAuthorizedOnThePrincipalAndThePolicy) {
  Root("CreateUser", {{"UserName", "admin"}});
  const std::string allowed = SeedPolicy(
      *this, "Admins",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Attach*",)"
      R"("iam:Detach*"],"Resource":"arn:aws:iam::111122223333:*/team/Sam","Condition":)"
      R"({"ArnEquals":{"iam:PolicyARN":")" +
          kReadOnly + R"("}}}]})");
  Root("AttachUserPolicy", {{"UserName", "admin"}, {"PolicyArn", allowed}});
  const json parameters = of().Named("sam", {{"PolicyArn", kReadOnly}});
  EXPECT_EQ(As("admin", of().Attach(), parameters), json::object());
  EXPECT_EQ(As("admin", of().Detach(), parameters), json::object());
  const json refused = As("admin", of().Attach(), of().Named("sam", {{"PolicyArn", kAdmin}}));
  EXPECT_EQ(refused["Error"], "AccessDenied");
  EXPECT_THAT(refused["Message"].get<std::string>(), HasSubstr("/team/Sam"));
}

TEST_P(AttachedPoliciesTest, DeletingThePolicyMeanwhileConflicts) {
  const std::string own = SeedPolicy(*this, "Own", Document("Allow", "s3:*"));
  HeldOperation attach(*this, of().Attach(), of().Named("sam", {{"PolicyArn", own}}));
  api::Unit other(store());
  other.Delete(EntityKey(kAccount, Kind::kPolicy, "Own"));
  ASSERT_TRUE(other.Commit());
  EXPECT_EQ(attach.Commit(), api::Unit::Outcome::kConflict);
}

class EffectTest : public testing::Test, public IamServer {
 protected:
  void SetUp() override { Root("CreateUser", {{"UserName", "alice"}}); }
  json Put(const std::string& arn) {
    return Root("PutUserPermissionsBoundary",
                {{"UserName", "alice"}, {"PermissionsBoundary", arn}});
  }
};

TEST_F(EffectTest, AttachedPolicyHoldsForTheNextRequest) {
  EXPECT_EQ(As("alice", "ListUsers")["Error"], "AccessDenied");
  Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", kReadOnly}});
  EXPECT_EQ(As("alice", "ListUsers")["Users"].size(), 1U);
  EXPECT_EQ(As("alice", "CreateUser", {{"UserName", "bob"}})["Error"], "AccessDenied");
  Root("DetachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", kReadOnly}});
  EXPECT_EQ(As("alice", "ListUsers")["Error"], "AccessDenied");
}

TEST_F(EffectTest, BoundaryHoldsForTheNextRequest) {
  Root("AttachUserPolicy", {{"UserName", "alice"}, {"PolicyArn", kAdmin}});
  EXPECT_EQ(Put(kDenyAll), json::object());
  EXPECT_EQ(As("alice", "ListUsers")["Error"], "AccessDenied");
  EXPECT_EQ(Put(kReadOnly), json::object());
  EXPECT_EQ(As("alice", "ListUsers")["Users"].size(), 1U);
  EXPECT_EQ(As("alice", "CreateUser", {{"UserName", "bob"}})["Error"], "AccessDenied");
  EXPECT_EQ(Root("DeleteUserPermissionsBoundary", {{"UserName", "alice"}}), json::object());
  EXPECT_TRUE(As("alice", "CreateUser", {{"UserName", "bob"}}).contains("User"));
}

TEST_F(EffectTest, BoundaryIsCountedOnceAndReplaced) {
  const std::string one = SeedPolicy(*this, "One", Document("Allow", "*"));
  const std::string two = SeedPolicy(*this, "Two", Document("Allow", "*"));
  EXPECT_EQ(Put(one), json::object());
  EXPECT_EQ(Put(one), json::object());
  EXPECT_EQ(Boundaries(*this, "One"), 1U);
  EXPECT_EQ(Put(two), json::object());
  EXPECT_EQ(Boundaries(*this, "One"), 0U);
  EXPECT_EQ(Boundaries(*this, "Two"), 1U);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Root("DeleteUserPermissionsBoundary", {{"UserName", "alice"}}), json::object());
  }
  EXPECT_EQ(Boundaries(*this, "Two"), 0U);
  EXPECT_EQ(Put("arn:aws:iam::111122223333:policy/Absent")["Error"], "NoSuchEntity");
}

TEST_F(EffectTest, DelegatedAdministratorIsHeldToTheBoundary) {
  const std::string limit = SeedPolicy(*this, "Limit", Document("Allow", "s3:*"));
  const std::string delegate = SeedPolicy(
      *this, "Delegate",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:AttachUserPolicy",)"
      R"("iam:PutUserPermissionsBoundary"],"Resource":"*","Condition":{"StringEquals":)"
      R"({"iam:PermissionsBoundary":")" +
          limit + R"("}}}]})");
  Root("CreateUser", {{"UserName", "admin"}});
  Root("AttachUserPolicy", {{"UserName", "admin"}, {"PolicyArn", delegate}});
  const json attach = {{"UserName", "alice"}, {"PolicyArn", kAdmin}};
  EXPECT_EQ(As("admin", "AttachUserPolicy", attach)["Error"], "AccessDenied");
  EXPECT_EQ(As("admin", "PutUserPermissionsBoundary",
               {{"UserName", "alice"}, {"PermissionsBoundary", kAdmin}})["Error"],
            "AccessDenied");
  EXPECT_EQ(As("admin", "PutUserPermissionsBoundary",
               {{"UserName", "alice"}, {"PermissionsBoundary", limit}}),
            json::object());
  EXPECT_EQ(As("admin", "AttachUserPolicy", attach), json::object());
}

TEST_F(EffectTest, ServiceLinkedRoleIsNotTouched) {
  SeedPrincipal<rec::Role>(*this, Kind::kRole, "AWSServiceRoleForTest",
                           "/aws-service-role/test.amazonaws.com/");
  const json refused =
      Root("AttachRolePolicy", {{"RoleName", "AWSServiceRoleForTest"}, {"PolicyArn", kReadOnly}});
  EXPECT_EQ(refused["Error"], "UnmodifiableEntity");
  EXPECT_EQ(refused["Message"],
            "Cannot perform the operation on the protected role 'AWSServiceRoleForTest' - this "
            "role is only modifiable by AWS");
}

}  // namespace
}  // namespace keyward::iam
