// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/engine/request.h"
#include "policy/match/principal.h"

namespace keyward::policy::engine {

// The strongest of the request's KMS grants that allow it; kNone when none does.
//
// A grant allows when its operations hold the action, its key is the resource, its grantee names
// the caller, and its constraints hold. Thread-safe. Source: AWS KMS Developer Guide, "Grants in
// AWS KMS"; API Reference, GrantConstraints.
match::Strength StrongestGrant(const Request& request, const match::CallerFacts& caller);

}  // namespace keyward::policy::engine
