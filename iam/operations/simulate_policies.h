// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// SimulatePrincipalPolicy, SimulateCustomPolicy, GetContextKeysForPrincipalPolicy,
// GetContextKeysForCustomPolicy. `tokens` must outlive the rows. What is decided is that of
// policy/engine; a page decides its own results only.
void AddSimulationOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
