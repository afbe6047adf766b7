// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/user_changes.h"

#include <optional>
#include <string>
#include <utility>

#include "core/encoding.h"
#include "crypto/wipe.h"
#include "iam/counts.h"
#include "iam/operations/attachments.h"
#include "iam/operations/entity.h"
#include "iam/operations/groups.h"
#include "iam/operations/row.h"

namespace keyward::iam {
namespace {

using api::Call;

core::Error Missing(const std::string& what, const std::string& id) {
  return {core::ErrorCode::kDataLoss, "StoreDamaged",
          what + " `" + id + "` is the user's and does not exist"};
}

Done RenameInKeys(Call& call, const rec::User& user) {
  for (const std::string& id : user.access_keys()) {
    core::Result<std::optional<rec::AccessKey>> key =
        Load<rec::AccessKey>(call.unit(), AccessKeyKey(id));
    if (!key) return std::move(key).error();
    if (!*key) return Missing("access key", id);
    (*key)->set_user(user.name());
    Save(call.unit(), AccessKeyKey(id), **key);
    crypto::Wipe(*(*key)->mutable_secret());
  }
  return {};
}

Done RenameInDevices(Call& call, const rec::User& user) {
  for (const std::string& serial : user.mfa_devices()) {
    const std::string at = MfaDeviceKey(call.account(), serial);
    core::Result<std::optional<rec::MfaDevice>> device = Load<rec::MfaDevice>(call.unit(), at);
    if (!device) return std::move(device).error();
    if (!*device) return Missing("MFA device", serial);
    (*device)->set_user(user.name());
    Save(call.unit(), at, **device);
    crypto::Wipe(*(*device)->mutable_seed());
  }
  return {};
}

void MoveMemberships(Call& call, const rec::User& user, const std::string& old_name) {
  for (const std::string& group_id : user.groups()) {
    call.unit().Delete(MemberKey(call.account(), group_id, old_name));
    call.unit().Put(MemberKey(call.account(), group_id, user.name()), "");
  }
}

Done Rename(Call& call, const std::string& name, rec::User& user) {
  const std::string old_name = user.name();
  user.set_name(name);
  if (core::AsciiLower(name) != core::AsciiLower(old_name)) {
    if (Done free = MustBeFree<rec::User>(call, Kind::kUser, name); !free) return free;
    call.unit().Delete(EntityKey(call.account(), Kind::kUser, old_name));
    MoveMemberships(call, user, old_name);
    MovePermissions(call, Kind::kUser, old_name, name, user.permissions());
  }
  if (Done renamed = RenameInKeys(call, user); !renamed) return renamed;
  return RenameInDevices(call, user);
}

Done UpdateUser(Call& call, const v1::UpdateUserRequest& request,
                v1::UpdateUserResponse& /*response*/) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  if (!request.has_new_path() && !request.has_new_user_name()) return {};
  if (request.has_new_path()) user->set_path(request.new_path());
  if (request.has_new_user_name()) {
    if (Done renamed = Rename(call, request.new_user_name(), *user); !renamed) return renamed;
  }
  SaveEntity(call, Kind::kUser, *user);
  return {};
}

Done MustHoldNothing(const rec::User& user) {
  if (user.groups_size() != 0) return DeleteConflict("remove users from group first.");
  if (user.access_keys_size() != 0) return DeleteConflict("delete access keys first.");
  if (Done bare = MustBeBare(user.permissions()); !bare) return bare;
  if (user.mfa_devices_size() != 0) return DeleteConflict("delete MFA device first.");
  if (user.has_login_profile()) return DeleteConflict("delete login profile first.");
  return {};
}

Done DeleteUser(Call& call, const v1::DeleteUserRequest& request,
                v1::DeleteUserResponse& /*response*/) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  if (Done empty = MustHoldNothing(*user); !empty) return empty;
  Done cleared = ClearBoundary(call, Kind::kUser, user->name(), user->mutable_permissions());
  if (!cleared) return cleared;
  call.unit().Delete(EntityKey(call.account(), Kind::kUser, user->name()));
  return Count(call, Kind::kUser, -1);
}

}  // namespace

void AddUserChangeOperations(std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::DeleteUserRequest, v1::DeleteUserResponse>(
      [](Call& call, const v1::DeleteUserRequest& request) {
        return NamedTarget<rec::User>(call, Kind::kUser, request.user_name());
      },
      DeleteUser));
  rows->push_back(Mutates<v1::UpdateUserRequest, v1::UpdateUserResponse>(
      [](Call& call, const v1::UpdateUserRequest& request) {
        return RenameTargets<rec::User>(call, Kind::kUser, request.user_name(), request.new_path(),
                                        request.new_user_name());
      },
      UpdateUser));
}

}  // namespace keyward::iam
