// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/attachments.h"

#include <gtest/gtest.h>

#include <string>

#include "iam/operations/documents.h"
#include "tests/iam/operations/held_operation.h"

namespace keyward::iam {
namespace {

class AttachmentsTest : public testing::Test, public IamServer {
 protected:
  bool Exists(const std::string& key) {
    auto found = store().Get(key);
    return found && *found;
  }
};

TEST_F(AttachmentsTest, IndexFollowsTheName) {
  const std::string arn = SeedPolicy(*this, "Own", Document("Allow", "s3:*"));
  SeedPrincipal<rec::User>(*this, Kind::kUser, "old");
  HeldOperation held(*this, "GetUser", {{"UserName", "old"}});
  rec::Permissions permissions;
  ASSERT_TRUE(Attach(held.call(), Kind::kUser, "old", &permissions, arn));
  ASSERT_TRUE(SetBoundary(held.call(), Kind::kUser, "old", &permissions, arn));
  MovePermissions(held.call(), Kind::kUser, "old", "New", permissions);
  MovePermissions(held.call(), Kind::kUser, "New", "NEW", permissions);
  ASSERT_EQ(held.Commit(), api::Unit::Outcome::kCommitted);
  EXPECT_FALSE(Exists(AttachedKey(kAccount, arn, Kind::kUser, "old")));
  EXPECT_FALSE(Exists(BoundedKey(kAccount, arn, Kind::kUser, "old")));
  EXPECT_TRUE(Exists(AttachedKey(kAccount, arn, Kind::kUser, "new")));
  EXPECT_TRUE(Exists(BoundedKey(kAccount, arn, Kind::kUser, "new")));
}

TEST_F(AttachmentsTest, AttachedAndInlinePoliciesKeepAPrincipalFromGoing) {
  rec::Permissions permissions;
  EXPECT_TRUE(MustBeBare(permissions));
  permissions.set_boundary("arn:aws:iam::aws:policy/AdministratorAccess");
  EXPECT_TRUE(MustBeBare(permissions));
  permissions.add_inline_policies()->set_name("p");
  EXPECT_EQ(MustBeBare(permissions).error().message,
            "Cannot delete entity, must delete policies first.");
  permissions.add_attached_policies("arn:aws:iam::aws:policy/AdministratorAccess");
  EXPECT_EQ(MustBeBare(permissions).error().message,
            "Cannot delete entity, must detach all policies first.");
  EXPECT_EQ(MustBeBare(permissions).error().name, "DeleteConflict");
}

TEST_F(AttachmentsTest, BoundaryIsShown) {
  rec::Permissions permissions;
  permissions.set_boundary("arn:aws:iam::aws:policy/AdministratorAccess");
  v1::AttachedPermissionsBoundary shown;
  ShowBoundary(permissions, &shown);
  EXPECT_EQ(shown.permissions_boundary_arn(), permissions.boundary());
  EXPECT_EQ(shown.permissions_boundary_type(), "Policy");
}

TEST(Documents, AreCheckedAndEncoded) {
  using policy::language::PolicyKind;
  EXPECT_TRUE(CheckDocument(Document("Allow", "s3:*"), PolicyKind::kManaged));
  EXPECT_EQ(CheckDocument("{", PolicyKind::kManaged).error().message,
            "This policy contains invalid Json");
  const auto refused = CheckDocument(Document("Allow", "GetObject"), PolicyKind::kManaged);
  EXPECT_EQ(refused.error().name, "MalformedPolicyDocument");
  EXPECT_NE(refused.error().message.find("/Statement/0/Action"), std::string::npos);
  EXPECT_EQ(UrlEncoded("{\"a\": ~_.-\xC3\xA9}"), "%7B%22a%22%3A%20~_.-%C3%A9%7D");
}

}  // namespace
}  // namespace keyward::iam
