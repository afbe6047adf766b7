// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

inline constexpr std::size_t kMaxVersions = 5;  // of a managed policy

// CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions (newest first), DeletePolicyVersion,
// SetDefaultPolicyVersion. Numbers are never used again. `tokens` must outlive the rows.
void AddPolicyVersionOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
