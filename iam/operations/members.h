// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/call.h"
#include "api/operation.h"
#include "api/page_token.h"
#include "core/result.h"
#include "iam/records.h"

namespace keyward::iam {

inline constexpr int kMaxGroupsPerUser = 10;  // AWS's quota GroupsPerUser

// AddUserToGroup, ListGroupsForUser, RemoveUserFromGroup. `tokens` must outlive the rows.
//
// A membership is a group's id in the user's record, and an entry under the group's id. Adding
// saves the group's record too, so that who deletes the group meanwhile begins again. Who is in the
// group already, or not in it, is no error, as at AWS.
void AddMemberOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

// The groups that a user is in, in the order of its record. One that was renamed or deleted since
// the user was read is left out. Errors: those of Unit; kDataLoss.
core::Result<std::vector<rec::Group>> GroupsOf(api::Call& call, const rec::User& user);

}  // namespace keyward::iam
