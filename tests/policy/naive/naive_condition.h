// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "policy/engine/request.h"
#include "policy/language/policy.h"
#include "tests/policy/naive/kleene.h"

namespace keyward::policy::naive {

// How one condition of a statement comes out (rules 26 to 33).
Kleene EvaluateCondition(const language::Condition& condition, language::Version version,
                         const engine::Context& context);

// Adds the keys that the condition asks for, itself and in variables, and that the context lacks.
void AddMissingKeys(const language::Condition& condition, language::Version version,
                    const engine::Context& context, std::set<std::string>* missing);

}  // namespace keyward::policy::naive
