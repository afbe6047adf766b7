// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/simulate_policies.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "iam/operations/paging.h"
#include "iam/operations/row.h"
#include "iam/operations/simulation.h"

namespace keyward::iam {
namespace {

using api::Call;

// The principal whose policies a request reads; whether it is there is not told.
template <typename Request>
Targets SourceTarget(Call& call, const Request& request) {
  core::Result<SimulatedPrincipal> source = FindSimulated(call, request.policy_source_arn());
  api::Target target{.arn = request.policy_source_arn(), .account = call.account()};
  if (!source && source.error().name != "NoSuchEntity") return std::move(source).error();
  if (source) {
    target.tags = source->tags;
    for (const api::Tag& tag : source->tags) {
      target.context.push_back({.key = "iam:ResourceTag/" + tag.key, .values = {tag.value}});
    }
  }
  return std::vector{std::move(target)};
}

// As a request of SimulatePrincipalPolicy that names no principal.
v1::SimulatePrincipalPolicyRequest AsPrincipal(const v1::SimulateCustomPolicyRequest& custom) {
  v1::SimulatePrincipalPolicyRequest request;
  *request.mutable_policy_input_list() = custom.policy_input_list();
  *request.mutable_permissions_boundary_policy_input_list() =
      custom.permissions_boundary_policy_input_list();
  *request.mutable_action_names() = custom.action_names();
  *request.mutable_resource_arns() = custom.resource_arns();
  *request.mutable_context_entries() = custom.context_entries();
  if (custom.has_resource_policy()) request.set_resource_policy(custom.resource_policy());
  if (custom.has_resource_owner()) request.set_resource_owner(custom.resource_owner());
  if (custom.has_caller_arn()) request.set_caller_arn(custom.caller_arn());
  if (custom.has_resource_handling_option()) {
    request.set_resource_handling_option(custom.resource_handling_option());
  }
  if (custom.has_max_items()) request.set_max_items(custom.max_items());
  if (custom.has_marker()) request.set_marker(custom.marker());
  return request;
}

// A marker is good for the same question only.
std::string Question(v1::SimulatePrincipalPolicyRequest request) {
  request.clear_marker();
  request.clear_max_items();
  return request.SerializeAsString();
}

template <typename Response>
Done Simulate(Paging paging, const v1::SimulatePrincipalPolicyRequest& request,
              Response& response) {
  if (Done begun = paging.Begin(request); !begun) return begun;
  core::Result<Simulation> simulation = Simulation::Prepare(paging.call(), request);
  if (!simulation) return std::move(simulation).error();
  std::size_t next = 0;
  const std::string& after = paging.after();
  std::from_chars(after.data(), after.data() + after.size(), next);
  const std::size_t end = std::min(simulation->size(), next + paging.limit());
  for (; next < end; ++next) {
    core::Result<v1::EvaluationResult> result = simulation->Evaluate(next);
    if (!result) return std::move(result).error();
    *response.add_evaluation_results() = *std::move(result);
  }
  return paging.End(next < simulation->size(), std::to_string(next), response);
}

template <typename Response>
Done ShowKeys(const SimulatedPolicies& policies, Response& response) {
  core::Result<policy::engine::PolicySet> set = policies.Compile();
  if (!set) return std::move(set).error();
  for (std::string& key : set->context_keys()) response.add_context_key_names(std::move(key));
  return {};
}

Done CustomKeys(Call&, const v1::GetContextKeysForCustomPolicyRequest& request,
                v1::GetContextKeysForCustomPolicyResponse& response) {
  SimulatedPolicies policies;
  if (Done added = policies.AddInputs(request.policy_input_list()); !added) return added;
  return ShowKeys(policies, response);
}

Done PrincipalKeys(Call& call, const v1::GetContextKeysForPrincipalPolicyRequest& request,
                   v1::GetContextKeysForPrincipalPolicyResponse& response) {
  core::Result<SimulatedPrincipal> source = FindSimulated(call, request.policy_source_arn());
  if (!source) return std::move(source).error();
  SimulatedPolicies policies;
  if (Done added = policies.AddInputs(request.policy_input_list()); !added) return added;
  if (Done added = policies.AddPrincipal(call, *source); !added) return added;
  return ShowKeys(policies, response);
}

}  // namespace

void AddSimulationOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::SimulatePrincipalPolicyRequest, v1::SimulatePrincipalPolicyResponse>(
      SourceTarget<v1::SimulatePrincipalPolicyRequest>,
      [&tokens](Call& call, const v1::SimulatePrincipalPolicyRequest& request,
                v1::SimulatePrincipalPolicyResponse& response) {
        return Simulate({tokens, call, "iam:SimulatePrincipalPolicy", Question(request)}, request,
                        response);
      }));
  rows->push_back(Reads<v1::SimulateCustomPolicyRequest, v1::SimulateCustomPolicyResponse>(
      [](Call& call, const v1::SimulateCustomPolicyRequest&) { return AnyTarget(call); },
      [&tokens](Call& call, const v1::SimulateCustomPolicyRequest& custom,
                v1::SimulateCustomPolicyResponse& response) {
        const v1::SimulatePrincipalPolicyRequest request = AsPrincipal(custom);
        return Simulate({tokens, call, "iam:SimulateCustomPolicy", Question(request)}, request,
                        response);
      }));
  rows->push_back(Reads<v1::GetContextKeysForPrincipalPolicyRequest,
                        v1::GetContextKeysForPrincipalPolicyResponse>(
      SourceTarget<v1::GetContextKeysForPrincipalPolicyRequest>, PrincipalKeys));
  rows->push_back(
      Reads<v1::GetContextKeysForCustomPolicyRequest, v1::GetContextKeysForCustomPolicyResponse>(
          [](Call& call, const v1::GetContextKeysForCustomPolicyRequest&) {
            return AnyTarget(call);
          },
          CustomKeys));
}

}  // namespace keyward::iam
