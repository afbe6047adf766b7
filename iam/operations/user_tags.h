// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// ListUserTags, TagUser, UntagUser. `tokens` must outlive the rows. A tag takes effect as
// aws:PrincipalTag and aws:ResourceTag on the next request.
void AddUserTagOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
