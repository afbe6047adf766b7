// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// GetAccountAuthorizationDetails. `tokens` must outlive the rows.
//
// One list: users, groups, roles, the account's own managed policies, and those of AWS's that are
// in use in the account; each kind ascending by name.
void AddAccountDetailsOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
