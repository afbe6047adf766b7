// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "crypto/bytes.h"
#include "iam/directory_credentials.h"
#include "iam/key_use.h"
#include "iam/records.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class AccessKeysTest : public testing::Test, public IamServer {
 protected:
  AccessKeysTest() {
    Root("CreateUser", {{"UserName", "alice"}});
    Root("CreateUser", {{"UserName", "Bob"}, {"Path", "/team/"}});
  }
  json Make(const std::string& user) {
    return Root("CreateAccessKey", {{"UserName", user}})["AccessKey"];
  }
  // Gives a user an inline policy.
  void Allow(const std::string& user, const std::string& action, const std::string& resource) {
    api::Unit unit(store());
    auto record = *Load<rec::User>(unit, EntityKey(kAccount, Kind::kUser, user));
    rec::InlinePolicy* own = record->mutable_permissions()->add_inline_policies();
    own->set_name("own");
    own->set_document(Document("Allow", action, resource));
    Save(unit, EntityKey(kAccount, Kind::kUser, user), *record);
    ASSERT_TRUE(unit.Commit());
  }
  // The error's name, "" when the key signs requests.
  std::string Signs(const std::string& id) {
    auto credential = DirectoryCredentials(store()).Resolve(id, "");
    return credential ? "" : credential.error().name;
  }
};

TEST_F(AccessKeysTest, IsMadeAndSigns) {
  const json key = Make("bob");
  EXPECT_EQ(key["UserName"], "Bob");
  EXPECT_EQ(key["Status"], "Active");
  EXPECT_EQ(key["CreateDate"], 1714564800);
  EXPECT_THAT(key["AccessKeyId"].get<std::string>(), MatchesRegex("AKIA[A-Z2-7]{16}"));
  EXPECT_THAT(key["SecretAccessKey"].get<std::string>(), MatchesRegex("[A-Za-z0-9+/]{40}"));
  auto credential = DirectoryCredentials(store()).Resolve(std::string(key["AccessKeyId"]), "");
  ASSERT_TRUE(credential);
  EXPECT_EQ(credential->caller.principal.text(), "arn:aws:iam::111122223333:user/team/Bob");
  EXPECT_TRUE(credential->secret_access_key.Equals(
      crypto::AsBytes(key["SecretAccessKey"].get<std::string>())));
}

TEST_F(AccessKeysTest, SecretIsInNoAuditRecord) {
  const std::string secret = Make("bob")["SecretAccessKey"];
  auto outbox = store().Range(api::kOutboxPrefix, 1000, "");
  ASSERT_TRUE(outbox);
  int creations = 0;
  for (const store::KeyValue& record : outbox->items) {
    EXPECT_THAT(record.value, Not(HasSubstr(secret)));
    if (record.value.find("CreateAccessKey") != std::string::npos) {
      ++creations;
      EXPECT_THAT(record.value, HasSubstr("***"));
    }
  }
  EXPECT_EQ(creations, 1);
  for (const std::string& line : audit().lines) EXPECT_THAT(line, Not(HasSubstr(secret)));
}

TEST_F(AccessKeysTest, TwoAUserAndAPlaceIsFreeAfterDeletion) {
  const std::string first = Make("alice")["AccessKeyId"];
  const std::string second = Make("alice")["AccessKeyId"];
  const json third = Root("CreateAccessKey", {{"UserName", "alice"}});
  EXPECT_EQ(third["Error"], "LimitExceeded");
  EXPECT_EQ(third["Message"], "Cannot exceed quota for AccessKeysPerUser: 2");
  std::vector<std::string> ids;
  for (const json& key :
       All("ListAccessKeys", "AccessKeyMetadata", {{"UserName", "alice"}}, /*max_items=*/1)) {
    ids.push_back(key["AccessKeyId"]);
    EXPECT_EQ(key["UserName"], "alice");
    EXPECT_EQ(key["Status"], "Active");
    EXPECT_FALSE(key.contains("SecretAccessKey"));
  }
  EXPECT_THAT(ids, testing::UnorderedElementsAre(first, second));
  EXPECT_EQ(Root("DeleteAccessKey", {{"UserName", "alice"}, {"AccessKeyId", first}}),
            json::object());
  EXPECT_EQ(Signs(first), "InvalidClientTokenId");
  EXPECT_EQ(Signs(second), "");
  EXPECT_FALSE(Make("alice").is_null());
}

TEST_F(AccessKeysTest, InactiveKeySignsNothingUntilItIsActiveAgain) {
  const std::string id = Make("alice")["AccessKeyId"];
  json change = {{"UserName", "alice"}, {"AccessKeyId", id}, {"Status", "Inactive"}};
  EXPECT_EQ(Root("UpdateAccessKey", change), json::object());
  EXPECT_EQ(Signs(id), "InvalidClientTokenId");
  EXPECT_EQ(Root("ListAccessKeys", {{"UserName", "alice"}})["AccessKeyMetadata"][0]["Status"],
            "Inactive");
  change["Status"] = "Active";
  EXPECT_EQ(Root("UpdateAccessKey", change), json::object());
  EXPECT_EQ(Signs(id), "");
  change["Status"] = "Expired";
  EXPECT_EQ(Root("UpdateAccessKey", change)["Error"], "InvalidInput");
}

TEST_F(AccessKeysTest, RefusedByName) {
  const std::string id = Make("alice")["AccessKeyId"];
  const std::string no_key = "The Access Key with id " + id + " cannot be found.";
  const struct {
    const char* operation;
    json parameters;
    std::string message;
  } cases[] = {
      {"CreateAccessKey", {{"UserName", "eve"}}, "The user with name eve cannot be found."},
      {"ListAccessKeys", {{"UserName", "eve"}}, "The user with name eve cannot be found."},
      {"DeleteAccessKey", {{"UserName", "bob"}, {"AccessKeyId", id}}, no_key},
      {"UpdateAccessKey",
       {{"UserName", "bob"}, {"AccessKeyId", id}, {"Status", "Inactive"}},
       no_key},
      {"DeleteAccessKey", {{"AccessKeyId", id}}, no_key},
      {"GetAccessKeyLastUsed",
       {{"AccessKeyId", "AKIAIOSFODNN7EXAMPLE"}},
       "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found."},
  };
  for (const auto& c : cases) {
    const json answer = Root(c.operation, c.parameters);
    EXPECT_EQ(answer["Error"], "NoSuchEntity") << c.operation;
    EXPECT_EQ(answer["Message"], c.message) << c.operation;
  }
  EXPECT_EQ(Call(api::RoleCaller("r", "s"), "CreateAccessKey")["Message"],
            "Must specify userName when calling with non-User credentials");
}

TEST_F(AccessKeysTest, RootUserHasKeysOfItsOwn) {
  const json before = Root("ListAccessKeys")["AccessKeyMetadata"];
  ASSERT_EQ(before.size(), 1U) << "the one of the account's creation";
  EXPECT_FALSE(before[0].contains("UserName"));
  const json made = Root("CreateAccessKey")["AccessKey"];
  EXPECT_FALSE(made.contains("UserName"));
  EXPECT_EQ(Signs(made["AccessKeyId"]), "");
  EXPECT_EQ(Root("CreateAccessKey")["Error"], "LimitExceeded");
  const json old = {{"AccessKeyId", before[0]["AccessKeyId"]}};
  EXPECT_EQ(Root("GetAccessKeyLastUsed", old)["AccessKeyLastUsed"]["Region"], "N/A");
  EXPECT_EQ(Root("DeleteAccessKey", old), json::object());
  EXPECT_EQ(Signs(before[0]["AccessKeyId"]), "InvalidClientTokenId");
  EXPECT_EQ(Root("ListAccessKeys")["AccessKeyMetadata"].size(), 1U);
}

TEST_F(AccessKeysTest, LastUseIsShown) {
  const std::string id = Make("bob")["AccessKeyId"];
  json answer = Root("GetAccessKeyLastUsed", {{"AccessKeyId", id}});
  EXPECT_EQ(answer, json({{"UserName", "Bob"},
                          {"AccessKeyLastUsed", {{"ServiceName", "N/A"}, {"Region", "N/A"}}}}));
  KeyUse uses(store());
  uses.Note(id, "kms", "eu-west-1", std::chrono::sys_seconds(std::chrono::seconds(1714564860)));
  ASSERT_TRUE(uses.FlushAll());
  answer = Root("GetAccessKeyLastUsed", {{"AccessKeyId", id}});
  EXPECT_EQ(answer["AccessKeyLastUsed"],
            json({{"LastUsedDate", 1714564860}, {"ServiceName", "kms"}, {"Region", "eu-west-1"}}));
}

TEST_F(AccessKeysTest, AuthorizedOnTheUser) {
  const std::string id = Make("bob")["AccessKeyId"];
  Allow("alice", "iam:*AccessKey*", "arn:aws:iam::111122223333:user/team/Bob");
  EXPECT_TRUE(As("alice", "CreateAccessKey", {{"UserName", "bob"}}).contains("AccessKey"));
  EXPECT_EQ(As("alice", "ListAccessKeys", {{"UserName", "bob"}})["AccessKeyMetadata"].size(), 2U);
  EXPECT_EQ(As("alice", "GetAccessKeyLastUsed", {{"AccessKeyId", id}})["UserName"], "Bob");
  EXPECT_THAT(As("alice", "CreateAccessKey")["Message"].get<std::string>(),
              HasSubstr("is not authorized to perform: iam:CreateAccessKey on resource: "
                        "arn:aws:iam::111122223333:user/alice because"));
}

TEST_F(AccessKeysTest, RefusalTellsNotWhoseAKeyIsNorWhetherItIsThere) {
  const std::string id = Make("bob")["AccessKeyId"];
  for (const std::string& asked : {id, std::string("AKIAIOSFODNN7EXAMPLE")}) {
    const json answer = As("alice", "GetAccessKeyLastUsed", {{"AccessKeyId", asked}});
    EXPECT_EQ(answer["Error"], "AccessDenied");
    EXPECT_EQ(answer["Message"],
              "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
              "iam:GetAccessKeyLastUsed on resource: access key " +
                  asked +
                  " because no identity-based policy allows the iam:GetAccessKeyLastUsed action");
  }
}

// Each of many makers sees the keys of the others, or begins again.
TEST_F(AccessKeysTest, NeverThreeAmongManyMakers) {
  std::vector<std::thread> makers;
  for (int i = 0; i < 4; ++i) {
    makers.emplace_back([this] { Root("CreateAccessKey", {{"UserName", "alice"}}); });
  }
  for (std::thread& maker : makers) maker.join();
  EXPECT_EQ(Root("ListAccessKeys", {{"UserName", "alice"}})["AccessKeyMetadata"].size(), 2U);
}

}  // namespace
}  // namespace keyward::iam
