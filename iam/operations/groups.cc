// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/groups.h"

#include <optional>
#include <utility>

#include "core/encoding.h"
#include "iam/counts.h"
#include "iam/ids.h"
#include "iam/operations/attachments.h"
#include "iam/operations/paging.h"
#include "iam/operations/row.h"
#include "iam/operations/users.h"

namespace keyward::iam {
namespace {

using api::Call;

template <typename Request>
Targets GroupTarget(Call& call, const Request& request) {
  return NamedTarget<rec::Group>(call, Kind::kGroup, request.group_name());
}

Targets CreateGroupTarget(Call& call, const v1::CreateGroupRequest& request) {
  return std::vector{NewTarget(call, Kind::kGroup, request.path(), request.group_name())};
}

Done CreateGroup(Call& call, const v1::CreateGroupRequest& request,
                 v1::CreateGroupResponse& response) {
  if (Done free = MustBeFree<rec::Group>(call, Kind::kGroup, request.group_name()); !free) {
    return free;
  }
  rec::Group group;
  group.set_name(request.group_name());
  group.set_path(request.has_path() ? request.path() : "/");
  group.set_id(NewUniqueId("AGPA", call.random()));
  group.set_created(call.now().time_since_epoch().count());
  SaveEntity(call, Kind::kGroup, group);
  call.unit().Put(GroupIdKey(call.account(), group.id()), group.name());
  if (Done counted = Count(call, Kind::kGroup, 1); !counted) return counted;
  *response.mutable_group() = ShowGroup(call, group);
  return {};
}

// The users of a group, by their names in lower case.
Done ShowMembers(Paging paging, const std::string& group_id, const v1::GetGroupRequest& request,
                 v1::GetGroupResponse& response) {
  if (Done begun = paging.Begin(request); !begun) return begun;
  Call& call = paging.call();
  const std::string prefix = MemberPrefix(call.account(), group_id);
  core::Result<store::RangePage> page = call.unit().Range(
      prefix, paging.limit(), paging.after().empty() ? "" : prefix + paging.after());
  if (!page) return std::move(page).error();
  std::string last;
  for (const store::KeyValue& item : page->items) {
    last = item.key.substr(prefix.size());
    core::Result<std::optional<rec::User>> user =
        Load<rec::User>(call.unit(), EntityKey(call.account(), Kind::kUser, last));
    if (!user) return std::move(user).error();
    if (!*user) continue;  // left or renamed since the page was read
    v1::User* shown = response.add_users();
    *shown = ShowUser(call, **user);
    shown->clear_tags();  // as AWS's lists
    shown->clear_permissions_boundary();
  }
  return paging.End(page->more, last, response);
}

Done GetGroup(const api::PageTokens& tokens, Call& call, const v1::GetGroupRequest& request,
              v1::GetGroupResponse& response) {
  core::Result<rec::Group> group = Find<rec::Group>(call, Kind::kGroup, request.group_name());
  if (!group) return std::move(group).error();
  *response.mutable_group() = ShowGroup(call, *group);
  return ShowMembers({tokens, call, "iam:GetGroup", group->id()}, group->id(), request, response);
}

Done UpdateGroup(Call& call, const v1::UpdateGroupRequest& request,
                 v1::UpdateGroupResponse& /*response*/) {
  core::Result<rec::Group> group = Find<rec::Group>(call, Kind::kGroup, request.group_name());
  if (!group) return std::move(group).error();
  if (request.has_new_path()) group->set_path(request.new_path());
  if (!request.has_new_group_name()) {
    if (request.has_new_path()) SaveEntity(call, Kind::kGroup, *group);
    return {};
  }
  const std::string old_name = group->name();
  const std::string& name = request.new_group_name();
  if (core::AsciiLower(name) != core::AsciiLower(old_name)) {
    if (Done free = MustBeFree<rec::Group>(call, Kind::kGroup, name); !free) return free;
    call.unit().Delete(EntityKey(call.account(), Kind::kGroup, old_name));
    MovePermissions(call, Kind::kGroup, old_name, name, group->permissions());
  }
  group->set_name(name);
  SaveEntity(call, Kind::kGroup, *group);
  call.unit().Put(GroupIdKey(call.account(), group->id()), name);
  return {};
}

Done DeleteGroup(Call& call, const v1::DeleteGroupRequest& request,
                 v1::DeleteGroupResponse& /*response*/) {
  core::Result<rec::Group> group = Find<rec::Group>(call, Kind::kGroup, request.group_name());
  if (!group) return std::move(group).error();
  core::Result<store::RangePage> members =
      call.unit().Range(MemberPrefix(call.account(), group->id()), 1);
  if (!members) return std::move(members).error();
  if (!members->items.empty()) return DeleteConflict("remove users from group first.");
  if (Done bare = MustBeBare(group->permissions()); !bare) return bare;
  call.unit().Delete(EntityKey(call.account(), Kind::kGroup, group->name()));
  call.unit().Delete(GroupIdKey(call.account(), group->id()));
  return Count(call, Kind::kGroup, -1);
}

// As ListUsers: on every group of the account under the path.
Targets ListGroupsTarget(Call& call, const v1::ListGroupsRequest& request) {
  return std::vector{NewTarget(call, Kind::kGroup, request.path_prefix(), "*")};
}

Done ListGroups(Paging paging, const v1::ListGroupsRequest& request,
                v1::ListGroupsResponse& response) {
  const std::string prefix = EntityPrefix(paging.call().account(), Kind::kGroup);
  return ListRecords<rec::Group>(paging, prefix, request, response, [&](const rec::Group& group) {
    if (!group.path().starts_with(request.path_prefix())) return false;
    *response.add_groups() = ShowGroup(paging.call(), group);
    return true;
  });
}

}  // namespace

v1::Group ShowGroup(const Call& call, const rec::Group& group) {
  v1::Group shown;
  shown.set_path(group.path());
  shown.set_group_name(group.name());
  shown.set_group_id(group.id());
  shown.set_arn(ArnOf(call.account(), Kind::kGroup, group.path(), group.name()));
  SetTime(shown.mutable_create_date(), group.created());
  return shown;
}

void AddGroupOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(
      Mutates<v1::CreateGroupRequest, v1::CreateGroupResponse>(CreateGroupTarget, CreateGroup));
  rows->push_back(Mutates<v1::DeleteGroupRequest, v1::DeleteGroupResponse>(
      GroupTarget<v1::DeleteGroupRequest>, DeleteGroup));
  rows->push_back(Reads<v1::GetGroupRequest, v1::GetGroupResponse>(
      GroupTarget<v1::GetGroupRequest>,
      [&tokens](Call& call, const v1::GetGroupRequest& request, v1::GetGroupResponse& response) {
        return GetGroup(tokens, call, request, response);
      }));
  rows->push_back(Reads<v1::ListGroupsRequest,
                        v1::ListGroupsResponse>(ListGroupsTarget, [&tokens](
                                                                      Call& call,
                                                                      const v1::ListGroupsRequest&
                                                                          request,
                                                                      v1::ListGroupsResponse&
                                                                          response) {
    return ListGroups({tokens, call, "iam:ListGroups", request.path_prefix()}, request, response);
  }));
  rows->push_back(Mutates<v1::UpdateGroupRequest, v1::UpdateGroupResponse>(
      [](Call& call, const v1::UpdateGroupRequest& request) {
        return RenameTargets<rec::Group>(call, Kind::kGroup, request.group_name(),
                                         request.new_path(), request.new_group_name());
      },
      UpdateGroup));
}

}  // namespace keyward::iam
