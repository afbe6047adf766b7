// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"

namespace keyward::iam {

// ChangePassword, CreateLoginProfile, DeleteLoginProfile, GetLoginProfile, UpdateLoginProfile.
//
// New passwords are held to the account's password policy, whoever sets them. There is no console
// here to sign in to: what a policy says about expiry is shown and not enforced, and ChangePassword
// is allowed by policies alone. iam/password.h says what is stored.
void AddLoginProfileOperations(std::vector<api::Operation>* rows);

}  // namespace keyward::iam
