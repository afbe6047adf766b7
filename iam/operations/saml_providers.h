// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// CreateSAMLProvider, GetSAMLProvider, UpdateSAMLProvider, DeleteSAMLProvider, ListSAMLProviders,
// TagSAMLProvider, UntagSAMLProvider, ListSAMLProviderTags. `tokens` must outlive the rows.
//
// Assertions that are encrypted are not taken: AssertionEncryptionMode, AddPrivateKey and
// RemovePrivateKey are refused with "InvalidInput".
void AddSamlProviderOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
