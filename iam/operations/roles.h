// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "iam/operations/entity.h"

namespace keyward::iam {

// CreateRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy,
// DeleteRole, TagRole, UntagRole, ListRoleTags. `tokens` must outlive the rows.
void AddRoleOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

inline constexpr int kDefaultMaxSession = 3600;  // seconds, where MaxSessionDuration is not given

// What lists and instance profiles show of a role: all but tags, boundary and last use. The trust
// policy is URL-encoded, as it holds now. Errors: those of CurrentTrust.
core::Result<v1::Role> ShowRole(api::Call& call, const rec::Role& role);
// What GetRole shows.
core::Result<v1::Role> ShowWholeRole(api::Call& call, const rec::Role& role);
// When and where a role was last used, for GetRole: empty when it never was.
void ShowLastUsed(const rec::Role& role, v1::RoleLastUsed* shown);

}  // namespace keyward::iam
