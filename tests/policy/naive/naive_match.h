// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "policy/engine/decision.h"
#include "policy/engine/request.h"
#include "policy/language/policy.h"
#include "tests/policy/naive/kleene.h"

namespace keyward::policy::naive {

// Whether Action or NotAction lets the request's action through (rule 18).
bool ActionMatches(const language::Statement& statement, const engine::Request& request);

// Whether Resource or NotResource lets the request's resource through (rules 19 to 24). Variables
// whose key is absent are added to *missing.
Kleene ResourceMatches(const language::Statement& statement, language::Version version,
                       engine::Layer layer, const engine::Request& request,
                       std::set<std::string>* missing);

// The resource that statements are compared with. Rule 22: `*` for actions that take none.
std::string ResourceOf(const engine::Request& request);

}  // namespace keyward::policy::naive
