// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "policy/engine/decision.h"
#include "policy/engine/request.h"
#include "policy/language/policy.h"
#include "tests/policy/naive/naive_principal.h"

namespace keyward::policy::naive {

struct StatementOutcome {
  bool matched = false;
  Strength strength = kNotNamed;  // of an Allow in a resource policy
};

// Looks at one statement: action, principal, resource, then all conditions. Adds to *missing the
// keys that it asked for and the context lacks.
StatementOutcome EvaluateStatement(const language::Policy& policy,
                                   const language::Statement& statement, engine::Layer layer,
                                   const engine::Request& request, const Who& who,
                                   std::set<std::string>* missing);

}  // namespace keyward::policy::naive
