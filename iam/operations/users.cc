// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/users.h"

#include <string_view>

#include "iam/counts.h"
#include "iam/ids.h"
#include "iam/operations/account.h"
#include "iam/operations/attachments.h"
#include "iam/operations/paging.h"
#include "iam/operations/row.h"
#include "iam/operations/tags.h"

namespace keyward::iam {
namespace {

using api::Call;

Targets CreateUserTarget(Call& call, const v1::CreateUserRequest& request) {
  ShowTags(request.tags(), call);
  if (request.has_permissions_boundary()) {
    call.request_context().push_back(
        {.key = "iam:PermissionsBoundary", .values = {request.permissions_boundary()}});
  }
  return std::vector{NewTarget(call, Kind::kUser, request.path(), request.user_name())};
}

Done CreateUser(Call& call, const v1::CreateUserRequest& request,
                v1::CreateUserResponse& response) {
  if (Done free = MustBeFree<rec::User>(call, Kind::kUser, request.user_name()); !free) return free;
  rec::User user;
  user.set_name(request.user_name());
  user.set_path(request.has_path() ? request.path() : "/");
  user.set_id(NewUniqueId("AIDA", call.random()));
  user.set_created(call.now().time_since_epoch().count());
  if (Done tagged = MergeTags(request.tags(), user.mutable_tags()); !tagged) return tagged;
  if (request.has_permissions_boundary()) {
    Done bounded = SetBoundary(call, Kind::kUser, user.name(), user.mutable_permissions(),
                               request.permissions_boundary());
    if (!bounded) return bounded;
  }
  SaveEntity(call, Kind::kUser, user);
  if (Done counted = Count(call, Kind::kUser, 1); !counted) return counted;
  *response.mutable_user() = ShowUser(call, user);
  return {};
}

// The root user, who names nobody, is shown itself: without name and path, as AWS shows it.
bool MeansRoot(const Call& call, const v1::GetUserRequest& request) {
  return !request.has_user_name() &&
         call.caller().principal.type() == policy::match::Caller::Type::kRoot;
}

Targets GetUserTarget(Call& call, const v1::GetUserRequest& request) {
  if (MeansRoot(call, request)) {
    return std::vector<api::Target>{{.arn = RootArn(call.account()), .account = call.account()}};
  }
  core::Result<std::string> name = UserNameOf(call, request.user_name());
  if (!name) return std::move(name).error();
  return NamedTarget<rec::User>(call, Kind::kUser, *name);
}

Done GetRootUser(Call& call, v1::User& shown) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  shown.set_user_id(account->id());
  shown.set_arn(RootArn(account->id()));
  SetTime(shown.mutable_create_date(), account->created());
  return {};
}

Done GetUser(Call& call, const v1::GetUserRequest& request, v1::GetUserResponse& response) {
  if (MeansRoot(call, request)) return GetRootUser(call, *response.mutable_user());
  core::Result<std::string> name = UserNameOf(call, request.user_name());
  if (!name) return std::move(name).error();
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, *name);
  if (!user) return std::move(user).error();
  *response.mutable_user() = ShowUser(call, *user);
  return {};
}

// AWS authorizes lists on every user of the account under the path.
Targets ListUsersTarget(Call& call, const v1::ListUsersRequest& request) {
  return std::vector{NewTarget(call, Kind::kUser, request.path_prefix(), "*")};
}

Done ListUsers(Paging paging, const v1::ListUsersRequest& request,
               v1::ListUsersResponse& response) {
  const std::string prefix = EntityPrefix(paging.call().account(), Kind::kUser);
  return ListRecords<rec::User>(paging, prefix, request, response, [&](const rec::User& user) {
    if (!user.path().starts_with(request.path_prefix())) return false;
    v1::User* shown = response.add_users();
    *shown = ShowUser(paging.call(), user);
    shown->clear_tags();  // as AWS's lists: they are GetUser's
    shown->clear_permissions_boundary();
    return true;
  });
}

}  // namespace

core::Result<std::string> UserNameOf(const Call& call, const std::string& named) {
  if (!named.empty()) return named;
  const std::string_view arn = call.caller().policy_arn;
  if (arn.find(":user/") == std::string_view::npos) {
    return ValidationError("Must specify userName when calling with non-User credentials");
  }
  return std::string(arn.substr(arn.rfind('/') + 1));
}

v1::User ShowUser(const Call& call, const rec::User& user) {
  v1::User shown;
  shown.set_path(user.path());
  shown.set_user_name(user.name());
  shown.set_user_id(user.id());
  shown.set_arn(ArnOf(call.account(), Kind::kUser, user.path(), user.name()));
  SetTime(shown.mutable_create_date(), user.created());
  CopyTags(user.tags(), shown.mutable_tags());
  if (!user.permissions().boundary().empty()) {
    ShowBoundary(user.permissions(), shown.mutable_permissions_boundary());
  }
  return shown;
}

void AddUserOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(
      Mutates<v1::CreateUserRequest, v1::CreateUserResponse>(CreateUserTarget, CreateUser));
  rows->push_back(Reads<v1::GetUserRequest, v1::GetUserResponse>(GetUserTarget, GetUser));
  rows->push_back(Reads<v1::ListUsersRequest, v1::ListUsersResponse>(
      ListUsersTarget,
      [&tokens](Call& call, const v1::ListUsersRequest& request, v1::ListUsersResponse& response) {
        return ListUsers({tokens, call, "iam:ListUsers", request.path_prefix()}, request, response);
      }));
}

}  // namespace keyward::iam
