// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "iam/operations/entity.h"

namespace keyward::iam {

// CreateGroup, DeleteGroup, GetGroup, ListGroups, UpdateGroup. `tokens` must outlive the rows.
void AddGroupOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

// What GetGroup shows of the group itself.
v1::Group ShowGroup(const api::Call& call, const rec::Group& group);

// What UpdateUser and UpdateGroup are authorized on: the record as it is and as it will be. `path`
// and `name` are "" where they stay.
template <typename Record>
Targets RenameTargets(api::Call& call, Kind kind, const std::string& old_name,
                      const std::string& path, const std::string& name) {
  Targets targets = NamedTarget<Record>(call, kind, old_name);
  if (!targets || (path.empty() && name.empty())) return targets;
  core::Result<std::optional<Record>> found =
      Load<Record>(call.unit(), EntityKey(call.account(), kind, old_name));
  if (!found) return std::move(found).error();
  const std::string old_path = *found ? (*found)->path() : "/";
  targets->push_back(
      NewTarget(call, kind, path.empty() ? old_path : path, name.empty() ? old_name : name));
  return targets;
}

}  // namespace keyward::iam
