// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/engine/request.h"
#include "tests/policy/naive/naive_principal.h"

namespace keyward::policy::naive {

// Whether the request's resource is a KMS key ("KMS").
bool IsKey(const engine::Request& request);

// The strength of the strongest KMS grant that applies (rule 17); kNotNamed when none does.
Strength StrongestGrant(const engine::Request& request, const Who& who);

}  // namespace keyward::policy::naive
