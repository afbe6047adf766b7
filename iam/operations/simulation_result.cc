// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/simulation_result.h"

#include <optional>

namespace keyward::iam {
namespace {

using policy::engine::Explanation;
using policy::engine::Layer;
using policy::engine::LayerResult;
using policy::engine::PolicySet;
using policy::engine::Verdict;

using Statements = google::protobuf::RepeatedPtrField<v1::Statement>;

void ShowMatched(const Explanation& explanation, const PolicySet& set,
                 const SimulatedPolicies& policies, Statements* shown) {
  if (explanation.decision.verdict == Verdict::kImplicitDeny) return;
  for (const policy::engine::StatementRef& ref : explanation.matched) {
    const PolicySet::StatementInfo info = set.statement(ref.statement);
    if (info.layer != Layer::kScp) *shown->Add() = policies.Show(info);
  }
}

// Whether a layer lets the request through; nothing when no policy of it is given.
std::optional<bool> AllowedBy(const Explanation& explanation, Layer layer) {
  for (const LayerResult& result : explanation.layers) {
    if (result.layer != layer) continue;
    if (!result.applied) return true;
    return !result.denied && (result.allowed || result.bypassed);
  }
  return std::nullopt;
}

}  // namespace

v1::EvaluationResult ShowResult(const Explanation& explanation, const PolicySet& set,
                                const SimulatedPolicies& policies, const std::string& action,
                                const std::string& resource) {
  const std::string verdict(VerdictName(explanation.decision.verdict));
  v1::EvaluationResult result;
  result.set_eval_action_name(action);
  result.set_eval_resource_name(resource);
  result.set_eval_decision(verdict);
  ShowMatched(explanation, set, policies, result.mutable_matched_statements());
  const std::optional<bool> organization = AllowedBy(explanation, Layer::kScp);
  if (organization) {
    result.mutable_organizations_decision_detail()->set_allowed_by_organizations(*organization);
  }
  const std::optional<bool> boundary = AllowedBy(explanation, Layer::kBoundary);
  if (boundary) {
    result.mutable_permissions_boundary_decision_detail()->set_allowed_by_permissions_boundary(
        *boundary);
  }
  if (resource == "*") {
    result.mutable_missing_context_values()->Assign(explanation.missing_keys.begin(),
                                                    explanation.missing_keys.end());
    return result;
  }
  v1::ResourceSpecificResult* specific = result.add_resource_specific_results();
  specific->set_eval_resource_name(resource);
  specific->set_eval_resource_decision(verdict);
  *specific->mutable_matched_statements() = result.matched_statements();
  specific->mutable_missing_context_values()->Assign(explanation.missing_keys.begin(),
                                                     explanation.missing_keys.end());
  if (boundary) {
    *specific->mutable_permissions_boundary_decision_detail() =
        result.permissions_boundary_decision_detail();
  }
  return result;
}

}  // namespace keyward::iam
