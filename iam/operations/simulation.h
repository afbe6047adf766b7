// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "iam/operations/simulated_policies.h"
#include "policy/engine/request.h"

namespace keyward::iam {

// One call of SimulatePrincipalPolicy or SimulateCustomPolicy, ready to be asked. One thread at a
// time.
//
// The account's service control policies hold for a principal's simulation; resource control
// policies are not simulated, as AWS does not. The caller's own keys (aws:PrincipalArn,
// aws:PrincipalAccount, aws:PrincipalType, aws:username, and aws:userid and aws:PrincipalTag/KEY
// of the simulated principal itself) are there unless ContextEntries give others; no other key is.
// Without ResourceOwner and ResourcePolicy every resource is the caller's account's, so that the
// principal's side alone decides.
class Simulation {
 public:
  // SimulateCustomPolicy's request is one without a PolicySourceArn. Errors: kInvalidArgument
  // "InvalidInput" that names the parameter; those of FindSimulated and SimulatedPolicies.
  static core::Result<Simulation> Prepare(api::Call& call,
                                          const v1::SimulatePrincipalPolicyRequest& request);

  // Results are numbered: all resources of the first action, then of the next.
  std::size_t size() const { return actions_.size() * resources_.size(); }

  // Decides one. Errors: kInvalidArgument "InvalidInput" for an action or resource that is none.
  core::Result<v1::EvaluationResult> Evaluate(std::size_t index);

 private:
  explicit Simulation(policy::engine::PolicySet set) : set_(std::move(set)) {}

  core::Result<void> SetCaller(api::Call& call, const v1::SimulatePrincipalPolicyRequest& request,
                               const std::optional<SimulatedPrincipal>& source);
  core::Result<void> SetOwner(const v1::SimulatePrincipalPolicyRequest& request);
  std::string OwnerOf(const std::string& resource) const;

  SimulatedPolicies policies_;
  policy::engine::PolicySet set_;
  policy::engine::Request request_;
  std::vector<std::string> actions_;
  std::vector<std::string> resources_;
  bool has_resource_policy_ = false;
  std::string stated_owner_;
};

}  // namespace keyward::iam
