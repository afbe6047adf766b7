// SPDX-License-Identifier: Apache-2.0
//
// Who a key belongs to and what it may, as records in a sealed store change.
#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "api/authorizer.h"
#include "iam/arns.h"
#include "iam/bootstrap.h"
#include "iam/control_keys.h"
#include "iam/directory_credentials.h"
#include "iam/directory_policies.h"
#include "iam/keys.h"
#include "iam/records.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::iam {
namespace {

using testing::HasSubstr;

const std::string kAccount = "111122223333";

std::string Document(const std::string& effect, const std::string& action) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":")" + effect + R"(","Action":")" +
         action + R"(","Resource":"*"}]})";
}

class DirectoryTest : public testing::Test {
 protected:
  DirectoryTest()
      : store_(*keyward::store::OpenSealed({.directory = temp_.path() + "/data"})),
        policies_(*DirectoryPolicies::Create(*store_)),
        authorizer_(*policies_),
        credentials_(*store_) {}

  template <typename Record>
  void Put(const std::string& key, const Record& record) {
    ASSERT_TRUE(store_->Commit({{}, {store::Put{key, record.SerializeAsString()}}}));
  }
  void Erase(const std::string& key) { ASSERT_TRUE(store_->Commit({{}, {store::Delete{key}}})); }

  rec::User User(const std::string& name) {
    rec::User user;
    user.set_name(name);
    user.set_path("/");
    user.set_id("AIDA" + name);
    return user;
  }
  void Save(const rec::User& user) { Put(EntityKey(kAccount, Kind::kUser, user.name()), user); }
  void SaveKey(const std::string& id, const std::string& user, bool active = true) {
    rec::AccessKey key;
    key.set_id(id);
    key.set_account(kAccount);
    key.set_user(user);
    key.set_user_id("AIDA" + user);
    key.set_secret("secret of " + id);
    key.set_active(active);
    Put(AccessKeyKey(id), key);
  }
  std::string SavePolicy(const std::string& name, const std::string& document) {
    rec::ManagedPolicy policy;
    policy.set_name(name);
    policy.set_path("/");
    policy.set_default_version(1);
    rec::PolicyVersion* version = policy.add_versions();
    version->set_number(1);
    version->set_document(document);
    Put(EntityKey(kAccount, Kind::kPolicy, name), policy);
    return ArnOf(kAccount, Kind::kPolicy, "/", name);
  }

  // The denial's message, "" when it is allowed, the error's name when it cannot be decided.
  std::string Ask(const std::string& key, const std::string& action) {
    auto credential = credentials_.Resolve(key, "");
    if (!credential) return credential.error().name;
    auto verdict = authorizer_.Decide(
        credential->caller,
        {.source_ip = "", .secure = true, .user_agent = "", .region = "", .time = {}}, action,
        {.arn = "arn:aws:iam::111122223333:user/x", .account = kAccount}, {});
    if (!verdict) return verdict.error().name;
    return verdict->message;
  }

  keyward::store::TempDirectory temp_;
  std::unique_ptr<store::sealed::SealedStore> store_;
  std::unique_ptr<DirectoryPolicies> policies_;
  api::Authorizer authorizer_;
  DirectoryCredentials credentials_;
  crypto::testing::FixedRandom random_;
};

TEST_F(DirectoryTest, KeyTellsWhoseItIs) {
  rec::User alice = User("alice");
  alice.set_path("/team/");
  Save(alice);
  SaveKey("AKIA1", "alice");
  auto credential = credentials_.Resolve("AKIA1", "");
  ASSERT_TRUE(credential) << core::Describe(credential.error());
  EXPECT_EQ(credential->caller.principal.text(), "arn:aws:iam::111122223333:user/team/alice");
  EXPECT_EQ(credential->caller.unique_id, "AIDAalice");
  EXPECT_EQ(credential->caller.access_key_id, "AKIA1");
  EXPECT_TRUE(credential->secret_access_key.Equals(crypto::AsBytes("secret of AKIA1")));
}

TEST_F(DirectoryTest, KeysThatDoNotHoldAreAllRefusedAlike) {
  Save(User("alice"));
  SaveKey("AKIAGOOD", "alice");
  SaveKey("AKIAOFF", "alice", false);
  SaveKey("AKIANOBODY", "bob");
  EXPECT_TRUE(credentials_.Resolve("AKIAGOOD", ""));
  for (const char* id : {"AKIANONE", "AKIAOFF", "AKIANOBODY"}) {
    auto credential = credentials_.Resolve(id, "");
    ASSERT_FALSE(credential) << id;
    EXPECT_EQ(credential.error().name, "InvalidClientTokenId") << id;
    EXPECT_EQ(credential.error().message, "The security token included in the request is invalid.");
  }
  EXPECT_EQ(credentials_.Resolve("AKIAGOOD", "token").error().name, "InvalidClientTokenId");
}

TEST_F(DirectoryTest, UserMadeAgainUnderTheNameIsSomebodyElse) {
  Save(User("alice"));
  SaveKey("AKIA1", "alice");
  Erase(EntityKey(kAccount, Kind::kUser, "alice"));
  EXPECT_EQ(Ask("AKIA1", "iam:GetUser"), "InvalidClientTokenId");
  rec::User again = User("alice");
  again.set_id("AIDAother");
  Save(again);
  EXPECT_EQ(Ask("AKIA1", "iam:GetUser"), "InvalidClientTokenId");
}

TEST_F(DirectoryTest, EveryPlaceOfAPolicyCountsFromTheNextRequestOn) {
  rec::User alice = User("alice");
  Save(alice);
  SaveKey("AKIA1", "alice");
  EXPECT_THAT(Ask("AKIA1", "iam:GetUser"), HasSubstr("no identity-based policy allows"));

  rec::InlinePolicy* own = alice.mutable_permissions()->add_inline_policies();
  own->set_name("own");
  own->set_document(Document("Allow", "iam:GetUser"));
  Save(alice);
  EXPECT_EQ(Ask("AKIA1", "iam:GetUser"), "");

  alice.mutable_permissions()->add_attached_policies(
      SavePolicy("lists", Document("Allow", "iam:ListUsers")));
  Save(alice);
  EXPECT_EQ(Ask("AKIA1", "iam:ListUsers"), "");
  SavePolicy("lists", Document("Allow", "iam:ListRoles"));
  EXPECT_NE(Ask("AKIA1", "iam:ListUsers"), "");
  EXPECT_EQ(Ask("AKIA1", "iam:ListRoles"), "");

  rec::Group group;
  group.set_name("Admins");
  group.set_id("AGPA1");
  group.mutable_permissions()->add_attached_policies("arn:aws:iam::aws:policy/AdministratorAccess");
  Put(EntityKey(kAccount, Kind::kGroup, "Admins"), group);
  ASSERT_TRUE(store_->Commit({{}, {store::Put{GroupIdKey(kAccount, "AGPA1"), "Admins"}}}));
  EXPECT_NE(Ask("AKIA1", "iam:DeleteUser"), "");
  alice.add_groups("AGPA1");
  Save(alice);
  EXPECT_EQ(Ask("AKIA1", "iam:DeleteUser"), "");

  alice.mutable_permissions()->set_boundary(SavePolicy("bound", Document("Allow", "iam:Get*")));
  Save(alice);
  EXPECT_THAT(Ask("AKIA1", "iam:DeleteUser"), HasSubstr("no permissions boundary allows"));
  EXPECT_EQ(Ask("AKIA1", "iam:GetUser"), "");

  rec::ControlPolicy control;
  control.set_id("p-1");
  control.set_name("nothing");
  control.set_content(Document("Deny", "iam:*"));
  Put(ControlPolicyKey("p-1"), control);
  rec::ControlTarget target;
  target.add_service_control_policies("p-1");
  Put(ControlTargetKey(kAccount), target);
  EXPECT_THAT(Ask("AKIA1", "iam:GetUser"), HasSubstr("explicit deny in a service control policy"));
  Erase(ControlTargetKey(kAccount));
  EXPECT_EQ(Ask("AKIA1", "iam:GetUser"), "");
}

TEST_F(DirectoryTest, AttachedPolicyThatIsGoneAllowsNothing) {
  rec::User alice = User("alice");
  alice.mutable_permissions()->add_attached_policies("arn:aws:iam::111122223333:policy/none");
  Save(alice);
  SaveKey("AKIA1", "alice");
  EXPECT_EQ(Ask("AKIA1", "iam:GetUser"), "StoreDamaged");
}

TEST_F(DirectoryTest, ManyChangesAtOnceAreNotMissed) {
  rec::User alice = User("alice");
  rec::InlinePolicy* own = alice.mutable_permissions()->add_inline_policies();
  own->set_name("own");
  own->set_document(Document("Allow", "iam:GetUser"));
  Save(alice);
  SaveKey("AKIA1", "alice");
  ASSERT_EQ(Ask("AKIA1", "iam:GetUser"), "");
  // More than a watch holds, so that it falls behind.
  for (int i = 0; i < 5000; i += 100) {
    store::Txn txn;
    for (int j = i; j < i + 100; ++j) {
      txn.ops.emplace_back(store::Put{"iam/noise/" + std::to_string(j), ""});
    }
    ASSERT_TRUE(store_->Commit(std::move(txn)));
  }
  own->set_document(Document("Deny", "iam:GetUser"));
  Save(alice);
  EXPECT_THAT(Ask("AKIA1", "iam:GetUser"), HasSubstr("explicit deny"));
}

// Whatever was acknowledged before a request holds for it, however many ask at once.
TEST_F(DirectoryTest, ChangesTakeEffectAmongManyReaders) {
  rec::User alice = User("alice");
  rec::InlinePolicy* own = alice.mutable_permissions()->add_inline_policies();
  own->set_name("own");
  own->set_document(Document("Allow", "iam:GetUser"));
  Save(alice);
  SaveKey("AKIA1", "alice");
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) static_cast<void>(Ask("AKIA1", "iam:GetUser"));
    });
  }
  for (int i = 0; i < 100; ++i) {
    own->set_document(Document(i % 2 == 0 ? "Deny" : "Allow", "iam:GetUser"));
    Save(alice);
    EXPECT_EQ(Ask("AKIA1", "iam:GetUser").empty(), i % 2 == 1) << i;
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_F(DirectoryTest, FirstAccountIsMadeOnceAndItsRootMayDoAnything) {
  const auto now = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000));
  auto root = CreateAccount(*store_, kAccount, "main", now, random_);
  ASSERT_TRUE(root && *root);
  EXPECT_EQ((*root)->account, kAccount);
  EXPECT_EQ(Ask((*root)->access_key_id, "iam:CreateUser"), "");
  auto again = CreateAccount(*store_, kAccount, "main", now, random_);
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again);
  auto second = CreateAccount(*store_, "444455556666", "other", now, random_);
  ASSERT_TRUE(second && *second);
  api::Unit unit(*store_);
  EXPECT_TRUE((*Load<rec::Account>(unit, AccountKey(kAccount)))->management());
  EXPECT_FALSE((*Load<rec::Account>(unit, AccountKey("444455556666")))->management());
  EXPECT_EQ(CreateAccount(*store_, "12", "x", now, random_).error().name, "ValidationError");
}

}  // namespace
}  // namespace keyward::iam
