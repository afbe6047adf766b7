// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iam/operations/simulated_policies.h"
#include "policy/engine/explanation.h"
#include "policy/engine/policy_set.h"

namespace keyward::iam {

// A decision as AWS's simulator shows it: the statements that decided, or none for an implicit
// deny; what the boundary and the organization say, where there are any. When the resource is named
// and not `*`, the keys that are missing stand in its ResourceSpecificResults, else in the result
// itself. EvalDecisionDetails is left out: AWS does not document its keys. Pure; thread-safe.
// Source: AWS IAM API Reference, EvaluationResult, ResourceSpecificResult.
v1::EvaluationResult ShowResult(const policy::engine::Explanation& explanation,
                                const policy::engine::PolicySet& set,
                                const SimulatedPolicies& policies, const std::string& action,
                                const std::string& resource);

}  // namespace keyward::iam
