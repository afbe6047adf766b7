// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// Attach, Detach and ListAttached of users, groups and roles; Put and Delete of the permissions
// boundary of users and roles. `tokens` must outlive the rows.
void AddAttachedPolicyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
