// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/login_profiles.h"

#include <string>
#include <utility>

#include "iam/operations/account.h"
#include "iam/operations/row.h"
#include "iam/operations/users.h"
#include "iam/password.h"

namespace keyward::iam {
namespace {

using api::Call;

core::Error NoProfile(const std::string& user) {
  return NoSuchEntity("Login Profile for User " + user + " cannot be found.");
}

// The user who is named, or the caller.
template <typename Request>
Targets UserTarget(Call& call, const Request& request) {
  core::Result<std::string> name = UserNameOf(call, request.user_name());
  if (!name) return std::move(name).error();
  return NamedTarget<rec::User>(call, Kind::kUser, *name);
}

core::Result<rec::User> FindUser(Call& call, const std::string& named) {
  core::Result<std::string> name = UserNameOf(call, named);
  if (!name) return std::move(name).error();
  return Find<rec::User>(call, Kind::kUser, *name);
}

// Errors: kNotFound "NoSuchEntity" for a user without a password too.
core::Result<rec::User> FindWithProfile(Call& call, const std::string& named) {
  core::Result<rec::User> user = FindUser(call, named);
  if (user && !user->has_login_profile()) return NoProfile(user->name());
  return user;
}

void ShowProfile(const rec::User& user, v1::LoginProfile& shown) {
  shown.set_user_name(user.name());
  SetTime(shown.mutable_create_date(), user.login_profile().created());
  shown.set_password_reset_required(user.login_profile().reset_required());
}

// Sets a password that keeps to the account's policy.
Done SetNewPassword(Call& call, const std::string& password, rec::User& user) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  if (Done good = CheckPassword(*account, password); !good) return good;
  return SetPassword(password, account->password_policy().reuse_prevention(), call.random(),
                     user.mutable_login_profile());
}

Done CreateLoginProfile(Call& call, const v1::CreateLoginProfileRequest& request,
                        v1::CreateLoginProfileResponse& response) {
  core::Result<rec::User> user = FindUser(call, request.user_name());
  if (!user) return std::move(user).error();
  if (user->has_login_profile()) {
    return EntityAlreadyExists("Login Profile for user " + user->name() + " already exists.");
  }
  if (!request.has_password()) return ValidationError("Must specify a password");
  if (Done set = SetNewPassword(call, request.password(), *user); !set) return set;
  user->mutable_login_profile()->set_created(call.now().time_since_epoch().count());
  user->mutable_login_profile()->set_reset_required(request.password_reset_required());
  SaveEntity(call, Kind::kUser, *user);
  ShowProfile(*user, *response.mutable_login_profile());
  return {};
}

Done GetLoginProfile(Call& call, const v1::GetLoginProfileRequest& request,
                     v1::GetLoginProfileResponse& response) {
  core::Result<rec::User> user = FindWithProfile(call, request.user_name());
  if (!user) return std::move(user).error();
  ShowProfile(*user, *response.mutable_login_profile());
  return {};
}

Done UpdateLoginProfile(Call& call, const v1::UpdateLoginProfileRequest& request,
                        v1::UpdateLoginProfileResponse& /*response*/) {
  core::Result<rec::User> user = FindWithProfile(call, request.user_name());
  if (!user) return std::move(user).error();
  if (!request.has_password() && !request.has_password_reset_required()) return {};
  if (request.has_password()) {
    if (Done set = SetNewPassword(call, request.password(), *user); !set) return set;
  }
  if (request.has_password_reset_required()) {
    user->mutable_login_profile()->set_reset_required(request.password_reset_required());
  }
  SaveEntity(call, Kind::kUser, *user);
  return {};
}

Done DeleteLoginProfile(Call& call, const v1::DeleteLoginProfileRequest& request,
                        v1::DeleteLoginProfileResponse& /*response*/) {
  core::Result<rec::User> user = FindWithProfile(call, request.user_name());
  if (!user) return std::move(user).error();
  user->clear_login_profile();
  SaveEntity(call, Kind::kUser, *user);
  return {};
}

Targets ChangePasswordTarget(Call& call, const v1::ChangePasswordRequest& /*request*/) {
  core::Result<std::string> name = UserNameOf(call, "");
  if (!name) {
    return core::Error{core::ErrorCode::kInvalidArgument, "InvalidUserType",
                       "Only IAM Users can change their own password"};
  }
  return NamedTarget<rec::User>(call, Kind::kUser, *name);
}

Done ChangePassword(Call& call, const v1::ChangePasswordRequest& request,
                    v1::ChangePasswordResponse& /*response*/) {
  core::Result<rec::User> user = FindWithProfile(call, "");
  if (!user) return std::move(user).error();
  core::Result<bool> matches = PasswordMatches(user->login_profile(), request.old_password());
  if (!matches) return std::move(matches).error();
  if (!*matches) {
    return core::Error{core::ErrorCode::kPermissionDenied, "AccessDenied",
                       "The old password was incorrect."};
  }
  if (Done set = SetNewPassword(call, request.new_password(), *user); !set) return set;
  user->mutable_login_profile()->set_reset_required(false);
  SaveEntity(call, Kind::kUser, *user);
  return {};
}

}  // namespace

void AddLoginProfileOperations(std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::ChangePasswordRequest, v1::ChangePasswordResponse>(
      ChangePasswordTarget, ChangePassword));
  rows->push_back(Mutates<v1::CreateLoginProfileRequest, v1::CreateLoginProfileResponse>(
      UserTarget<v1::CreateLoginProfileRequest>, CreateLoginProfile));
  rows->push_back(Mutates<v1::DeleteLoginProfileRequest, v1::DeleteLoginProfileResponse>(
      UserTarget<v1::DeleteLoginProfileRequest>, DeleteLoginProfile));
  rows->push_back(Reads<v1::GetLoginProfileRequest, v1::GetLoginProfileResponse>(
      UserTarget<v1::GetLoginProfileRequest>, GetLoginProfile));
  rows->push_back(Mutates<v1::UpdateLoginProfileRequest, v1::UpdateLoginProfileResponse>(
      UserTarget<v1::UpdateLoginProfileRequest>, UpdateLoginProfile));
}

}  // namespace keyward::iam
