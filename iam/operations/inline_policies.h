// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// PutUserPolicy, GetUserPolicy, DeleteUserPolicy, ListUserPolicies, and those of groups and roles.
// `tokens` must outlive the rows.
//
// Names are unique within their owner, and case counts. All of an owner's inline policies together
// have at most so many characters, white space not counted: 2,048 of a user, 5,120 of a group,
// 10,240 of a role. Source: IAM User Guide, "IAM and AWS STS quotas".
void AddInlinePolicyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
