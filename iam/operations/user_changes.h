// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"

namespace keyward::iam {

// DeleteUser, UpdateUser.
//
// A rename moves the user's record and every record that names the user: access keys, MFA devices,
// memberships and the entries under policies. What was signed with its keys goes on to be the same
// user, by its unique id.
void AddUserChangeOperations(std::vector<api::Operation>* rows);

}  // namespace keyward::iam
