// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstddef>
#include <string>

#include "iam/operations/documents.h"
#include "tests/iam/operations/held_operation.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// The operations of one kind of owner; `Sam` of that kind is there.
struct Owners {
  std::string kind;  // "User"
  std::string word;  // "user"
  std::size_t limit;
  void (*seed)(IamServer&, const std::string& name, const std::string& path);

  json Named(const std::string& policy, json more = json::object()) const {
    more[kind + "Name"] = "sam";
    if (!policy.empty()) more["PolicyName"] = policy;
    return more;
  }
};

template <typename Record, Kind kKind>
void SeedA(IamServer& server, const std::string& name, const std::string& path) {
  SeedPrincipal<Record>(server, kKind, name, path);
}

const Owners kOwners[] = {
    {"User", "user", 2048, SeedA<rec::User, Kind::kUser>},
    {"Group", "group", 5120, SeedA<rec::Group, Kind::kGroup>},
    {"Role", "role", 10240, SeedA<rec::Role, Kind::kRole>},
};

class InlinePoliciesTest : public testing::TestWithParam<Owners>, public IamServer {
 protected:
  void SetUp() override { of().seed(*this, "Sam", "/team/"); }
  static const Owners& of() { return GetParam(); }
  json Put(const std::string& name, const std::string& document) {
    return Root("Put" + of().kind + "Policy", of().Named(name, {{"PolicyDocument", document}}));
  }
  json Get(const std::string& name) { return Root("Get" + of().kind + "Policy", of().Named(name)); }
  json Delete(const std::string& name) {
    return Root("Delete" + of().kind + "Policy", of().Named(name));
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, InlinePoliciesTest, testing::ValuesIn(kOwners),
                         [](const auto& test) { return test.param.kind; });

TEST_P(InlinePoliciesTest, IsPutShownReplacedAndDeleted) {
  const std::string spaced = "{ \"Version\" : \"2012-10-17\",\n \"Statement\" : " +
                             std::string(R"({"Effect":"Allow","Action":"s3:*","Resource":"*"}})");
  EXPECT_EQ(Put("p", spaced), json::object());
  const json shown = Get("p");
  EXPECT_EQ(shown["PolicyDocument"], UrlEncoded(spaced));
  EXPECT_EQ(shown["PolicyName"], "p");
  EXPECT_EQ(shown[of().kind + "Name"], "Sam");
  EXPECT_EQ(Put("p", Document("Deny", "s3:*")), json::object());
  EXPECT_EQ(Get("p")["PolicyDocument"], UrlEncoded(Document("Deny", "s3:*")));
  EXPECT_EQ(Delete("p"), json::object());
  for (const json& gone : {Get("p"), Delete("p")}) {
    EXPECT_EQ(gone["Error"], "NoSuchEntity");
    EXPECT_EQ(gone["Message"], "The " + of().word + " policy with name p cannot be found.");
  }
}

TEST_P(InlinePoliciesTest, DocumentMustBeOfAnIdentityPolicy) {
  EXPECT_EQ(Put("p", "{]")["Message"], "This policy contains invalid Json");
  const json refused =
      Put("p", R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*",)"
               R"("Action":"s3:*","Resource":"*"}})");
  EXPECT_EQ(refused["Error"], "MalformedPolicyDocument");
  EXPECT_THAT(refused["Message"].get<std::string>(), HasSubstr("/Statement/Principal"));
  EXPECT_EQ(Get("p")["Error"], "NoSuchEntity");
}

// A document of so many characters that count: the empty resource name is filled up.
std::string DocumentOf(std::size_t characters) {
  const std::string empty = Document("Allow", "s3:*", "arn:aws:s3:::");
  return "  " +
         Document("Allow", "s3:*", "arn:aws:s3:::" + std::string(characters - empty.size(), 'x'));
}

TEST_P(InlinePoliciesTest, AllOfAnOwnersTogetherAreLimited) {
  EXPECT_EQ(Put("a", DocumentOf(of().limit - 500)), json::object());
  EXPECT_EQ(Put("b", DocumentOf(500)), json::object());
  const json refused = Put("c", Document("Allow", "s3:*"));
  EXPECT_EQ(refused["Error"], "LimitExceeded");
  EXPECT_EQ(refused["Message"], "Maximum policy size of " + std::to_string(of().limit) +
                                    " bytes exceeded for " + of().word + " Sam");
  EXPECT_EQ(Put("b", DocumentOf(501))["Error"], "LimitExceeded");
  EXPECT_EQ(Get("b")["PolicyDocument"], UrlEncoded(DocumentOf(500)));
  EXPECT_EQ(Put("b", DocumentOf(499)), json::object());  // in place of the 500
}

TEST_P(InlinePoliciesTest, ListGoesByName) {
  for (const char* name : {"c", "a", "d", "b"}) Put(name, Document("Allow", "s3:*"));
  EXPECT_EQ(All("List" + of().kind + "Policies", "PolicyNames", of().Named(""), 3),
            json({"a", "b", "c", "d"}));
  of().seed(*this, "other", "/");
  const json page = Root("List" + of().kind + "Policies", of().Named("", {{"MaxItems", 1}}));
  EXPECT_EQ(Root("List" + of().kind + "Policies",
                 {{of().kind + "Name", "other"}, {"Marker", page["Marker"]}})["Error"],
            "ValidationError");
}

TEST_P(InlinePoliciesTest, IsAuthorizedOnTheOwner) {
  Root("CreateUser", {{"UserName", "admin"}});
  Root("PutUserPolicy",
       {{"UserName", "admin"},
        {"PolicyName", "p"},
        {"PolicyDocument",
         Document("Allow", "iam:*", "arn:aws:iam::111122223333:" + of().word + "/team/Sam")}});
  const json put = of().Named("p", {{"PolicyDocument", Document("Allow", "s3:*")}});
  EXPECT_EQ(As("admin", "Put" + of().kind + "Policy", put), json::object());
  EXPECT_TRUE(As("admin", "Get" + of().kind + "Policy", of().Named("p")).contains("PolicyName"));
  EXPECT_EQ(As("admin", "List" + of().kind + "Policies", of().Named(""))["PolicyNames"],
            json({"p"}));
  EXPECT_EQ(As("admin", "Delete" + of().kind + "Policy", of().Named("p")), json::object());
  json other = put;
  other[of().kind + "Name"] = "other";
  EXPECT_THAT(As("admin", "Put" + of().kind + "Policy", other)["Message"].get<std::string>(),
              HasSubstr("on resource: arn:aws:iam::111122223333:" + of().word + "/other"));
}

TEST_P(InlinePoliciesTest, SecondAdministratorConflicts) {
  HeldOperation held(*this, "Put" + of().kind + "Policy",
                     of().Named("a", {{"PolicyDocument", DocumentOf(of().limit)}}));
  EXPECT_EQ(Put("b", DocumentOf(of().limit)), json::object());
  EXPECT_EQ(held.Commit(), api::Unit::Outcome::kConflict);
}

TEST(InlinePolicies, HoldForTheNextRequest) {
  IamServer server;
  server.Root("CreateUser", {{"UserName", "alice"}});
  const json policy = {{"UserName", "alice"}, {"PolicyName", "p"}};
  json put = policy;
  put["PolicyDocument"] = Document("Allow", "iam:ListUsers");
  EXPECT_EQ(server.As("alice", "ListUsers")["Error"], "AccessDenied");
  server.Root("PutUserPolicy", put);
  EXPECT_EQ(server.As("alice", "ListUsers")["Users"].size(), 1U);
  server.Root("DeleteUserPolicy", policy);
  EXPECT_EQ(server.As("alice", "ListUsers")["Error"], "AccessDenied");
}

}  // namespace
}  // namespace keyward::iam
