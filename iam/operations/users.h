// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "iam/operations/entity.h"

namespace keyward::iam {

// CreateUser, GetUser, ListUsers. `tokens` must outlive the rows.
void AddUserOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

// The user that a request means: the one it names, or the caller. Errors: kInvalidArgument
// "ValidationError" when it names none and the caller is no user.
core::Result<std::string> UserNameOf(const api::Call& call, const std::string& named);

// What GetUser shows.
v1::User ShowUser(const api::Call& call, const rec::User& user);

}  // namespace keyward::iam
