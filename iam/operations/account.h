// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "iam/operations/entity.h"

namespace keyward::iam {

// CreateAccountAlias, DeleteAccountAlias, ListAccountAliases, and GetAccountPasswordPolicy,
// DeleteAccountPasswordPolicy, UpdateAccountPasswordPolicy. `tokens` must outlive the rows.
//
// An account has at most one alias, which is unique over the installation; a new one takes the
// place of the one before. A password policy is replaced as a whole: what an update does not name
// goes back to its default.
void AddAccountOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

// The caller's account. Errors: kNotFound "NoSuchEntity".
core::Result<rec::Account> FindAccount(api::Call& call);

}  // namespace keyward::iam
