// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// AWS's quota AccessKeysPerUser. The root user's keys are counted alike.
inline constexpr int kMaxAccessKeys = 2;

// CreateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed, ListAccessKeys, UpdateAccessKey.
// `tokens` must outlive the rows.
//
// A secret access key is in the answer of CreateAccessKey alone, and sealed in the store. What
// shows the root user's keys has no UserName.
void AddAccessKeyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam
