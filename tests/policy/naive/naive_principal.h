// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "policy/engine/request.h"
#include "policy/language/policy.h"
#include "tests/policy/naive/kleene.h"

namespace keyward::policy::naive {

// How strongly a resource policy's Allow names its caller ("Strength of a resource policy's
// Allow").
enum Strength : int {
  kNotNamed = 0,
  kDelegates = 1,        // the account
  kNamesForSession = 2,  // the role, the issuing user; NotPrincipal
  kNamesUser = 3,
  kNamesDirectly = 4,  // `*`, the session itself, callers without identity policies
};

// Who calls, with what the principal forms need to know.
struct Who {
  const engine::Caller& caller;
  const engine::Context& context;
  bool has_boundary = false;  // a permissions boundary applies to the caller
};

struct PrincipalOutcome {
  Kleene matches = Kleene::kFalse;
  Strength strength = kNotNamed;  // of an Allow that matches
};

// Whether the caller has an account: all but anonymous, service, federated and origin access
// identities.
bool HasAccount(const engine::Caller& caller);

// Whether identity policies and boundaries apply: users, roles and their sessions.
bool HoldsIdentityPolicies(const engine::Caller& caller);

// Whether Principal or NotPrincipal lets the caller through (rules 7 to 16). True where the kind of
// policy has no such element.
PrincipalOutcome MatchPrincipal(const language::Statement& statement, const Who& who);

// How strongly a single principal of an Allow names the caller.
Strength StrengthOf(const language::Principal& principal, const Who& who);

}  // namespace keyward::policy::naive
