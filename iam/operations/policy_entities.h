// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// ListEntitiesForPolicy: the groups, roles and users that a policy is attached to, each by name,
// then those whose boundary it is; whoever has it both ways is shown once. EntityFilter's
// LocalManagedPolicy and AWSManagedPolicy leave nobody. `tokens` must outlive the rows.
void AddPolicyEntityOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
