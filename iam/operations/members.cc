// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/members.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/encoding.h"
#include "iam/operations/groups.h"
#include "iam/operations/paging.h"
#include "iam/operations/row.h"

namespace keyward::iam {
namespace {

using api::Call;

template <typename Request>
Targets GroupTarget(Call& call, const Request& request) {
  return NamedTarget<rec::Group>(call, Kind::kGroup, request.group_name());
}

struct Pair {
  rec::Group group;
  rec::User user;
};

core::Result<Pair> FindPair(Call& call, const std::string& group_name,
                            const std::string& user_name) {
  core::Result<rec::Group> group = Find<rec::Group>(call, Kind::kGroup, group_name);
  if (!group) return std::move(group).error();
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, user_name);
  if (!user) return std::move(user).error();
  return Pair{*std::move(group), *std::move(user)};
}

Done AddUserToGroup(Call& call, const v1::AddUserToGroupRequest& request,
                    v1::AddUserToGroupResponse& /*response*/) {
  core::Result<Pair> pair = FindPair(call, request.group_name(), request.user_name());
  if (!pair) return std::move(pair).error();
  auto& groups = *pair->user.mutable_groups();
  const std::string& id = pair->group.id();
  if (std::ranges::find(groups, id) != groups.end()) return {};
  if (groups.size() >= kMaxGroupsPerUser) return LimitExceeded("GroupsPerUser", kMaxGroupsPerUser);
  groups.Add(std::string(id));
  SaveEntity(call, Kind::kUser, pair->user);
  SaveEntity(call, Kind::kGroup, pair->group);
  call.unit().Put(MemberKey(call.account(), id, pair->user.name()), "");
  return {};
}

Done RemoveUserFromGroup(Call& call, const v1::RemoveUserFromGroupRequest& request,
                         v1::RemoveUserFromGroupResponse& /*response*/) {
  core::Result<Pair> pair = FindPair(call, request.group_name(), request.user_name());
  if (!pair) return std::move(pair).error();
  auto& groups = *pair->user.mutable_groups();
  const auto at = std::ranges::find(groups, pair->group.id());
  if (at == groups.end()) return {};
  groups.erase(at);
  SaveEntity(call, Kind::kUser, pair->user);
  call.unit().Delete(MemberKey(call.account(), pair->group.id(), pair->user.name()));
  return {};
}

Done ListGroupsForUser(const api::PageTokens& tokens, Call& call,
                       const v1::ListGroupsForUserRequest& request,
                       v1::ListGroupsForUserResponse& response) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  core::Result<std::vector<rec::Group>> found = GroupsOf(call, *user);
  if (!found) return std::move(found).error();
  std::map<std::string, rec::Group> groups;  // by their names in lower case
  for (rec::Group& group : *found) groups.emplace(core::AsciiLower(group.name()), std::move(group));
  std::vector<std::string> names;
  names.reserve(groups.size());
  for (const auto& [name, group] : groups) names.push_back(name);
  const Paging paging(tokens, call, "iam:ListGroupsForUser", user->id());
  return ListNames(paging, names, request, response, [&](const std::string& name) -> Done {
    *response.add_groups() = ShowGroup(call, groups.at(name));
    return {};
  });
}

}  // namespace

core::Result<std::vector<rec::Group>> GroupsOf(Call& call, const rec::User& user) {
  std::vector<rec::Group> groups;
  for (const std::string& id : user.groups()) {
    core::Result<std::optional<std::string>> name = call.unit().Get(GroupIdKey(call.account(), id));
    if (!name) return std::move(name).error();
    if (!*name) continue;
    core::Result<std::optional<rec::Group>> group =
        Load<rec::Group>(call.unit(), EntityKey(call.account(), Kind::kGroup, **name));
    if (!group) return std::move(group).error();
    if (*group) groups.push_back(**std::move(group));
  }
  return groups;
}

void AddMemberOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::AddUserToGroupRequest, v1::AddUserToGroupResponse>(
      GroupTarget<v1::AddUserToGroupRequest>, AddUserToGroup));
  rows->push_back(Mutates<v1::RemoveUserFromGroupRequest, v1::RemoveUserFromGroupResponse>(
      GroupTarget<v1::RemoveUserFromGroupRequest>, RemoveUserFromGroup));
  rows->push_back(Reads<v1::ListGroupsForUserRequest, v1::ListGroupsForUserResponse>(
      [](Call& call, const v1::ListGroupsForUserRequest& request) {
        return NamedTarget<rec::User>(call, Kind::kUser, request.user_name());
      },
      [&tokens](Call& call, const v1::ListGroupsForUserRequest& request,
                v1::ListGroupsForUserResponse& response) {
        return ListGroupsForUser(tokens, call, request, response);
      }));
}

}  // namespace keyward::iam
