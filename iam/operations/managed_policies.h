// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// CreatePolicy, GetPolicy, DeletePolicy, ListPolicies, TagPolicy, UntagPolicy, ListPolicyTags.
// `tokens` must outlive the rows.
//
// ListPolicies shows AWS's policies, then the account's, each by name. PolicyUsageFilter and
// OnlyAttached go by use: PermissionsPolicy and OnlyAttached leave what is attached,
// PermissionsBoundary leaves what is somebody's boundary.
void AddManagedPolicyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
