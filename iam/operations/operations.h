// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// IAM's operations. `tokens` must outlive the rows.
std::vector<api::Operation> Operations(const api::PageTokens& tokens);

}  // namespace keyward::iam
