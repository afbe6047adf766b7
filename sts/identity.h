// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"

namespace keyward::sts {

// The operations that tell who somebody is: GetCallerIdentity, which every authenticated caller may
// call whatever the policies say, and GetAccessKeyInfo.
std::vector<api::Operation> IdentityOperations();

}  // namespace keyward::sts
