// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/simulation.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "core/arn.h"
#include "iam/operations/simulation_context.h"
#include "iam/operations/simulation_result.h"

namespace keyward::iam {
namespace {

using policy::engine::Caller;
using policy::engine::Explanation;
using policy::engine::ResourcePolicyKind;
using policy::language::PolicyKind;
using Request = v1::SimulatePrincipalPolicyRequest;

struct ResourcePolicyType {
  PolicyKind language;
  ResourcePolicyKind engine;
};

// What kind of policy stands on what the first action is done to.
ResourcePolicyType TypeFor(std::string_view action) {
  if (action.starts_with("s3:")) return {PolicyKind::kBucket, ResourcePolicyKind::kBucket};
  if (action.starts_with("kms:")) return {PolicyKind::kKey, ResourcePolicyKind::kKey};
  if (action.starts_with("sts:")) return {PolicyKind::kTrust, ResourcePolicyKind::kTrust};
  if (action.starts_with("secretsmanager:")) {
    return {PolicyKind::kSecret, ResourcePolicyKind::kOther};
  }
  return {PolicyKind::kOtherResource, ResourcePolicyKind::kOther};
}

// The scenarios of ResourceHandlingOption and the EC2 resources that each needs.
struct Scenario {
  std::string_view name;
  std::array<std::string_view, 6> needs;
};
constexpr Scenario kScenarios[] = {
    {"EC2-VPC-InstanceStore", {"instance", "image", "security-group", "network-interface"}},
    {"EC2-VPC-InstanceStore-Subnet",
     {"instance", "image", "security-group", "network-interface", "subnet"}},
    {"EC2-VPC-EBS", {"instance", "image", "security-group", "network-interface", "volume"}},
    {"EC2-VPC-EBS-Subnet",
     {"instance", "image", "security-group", "network-interface", "subnet", "volume"}},
};

Done CheckScenario(const Request& request) {
  if (!request.has_resource_handling_option()) return {};
  const std::string& option = request.resource_handling_option();
  const auto scenario = std::ranges::find(kScenarios, option, &Scenario::name);
  if (scenario == std::end(kScenarios)) {
    return InvalidInput("ResourceHandlingOption `" + option + "` is none of AWS's");
  }
  for (const std::string_view type : scenario->needs) {
    const bool there =
        type.empty() ||
        std::ranges::any_of(request.resource_arns(), [&](const std::string& resource) {
          const std::optional<core::Arn> arn = core::Arn::Split(resource);
          return arn && arn->service == "ec2" && arn->resource_type() == type;
        });
    if (!there) {
      return InvalidInput("ResourceHandlingOption " + option + " needs a resource of type " +
                          std::string(type) + " in ResourceArns");
    }
  }
  return {};
}

Done GatherPolicies(api::Call& call, const Request& request,
                    const std::optional<SimulatedPrincipal>& source, SimulatedPolicies& policies) {
  if (Done added = policies.AddInputs(request.policy_input_list()); !added) return added;
  Done bounded = policies.AddBoundaryInput(request.permissions_boundary_policy_input_list());
  if (!bounded) return bounded;
  if (request.has_resource_policy()) {
    const PolicyKind kind = TypeFor(request.action_names(0)).language;
    Done added = policies.AddResourcePolicy(request.resource_policy(), kind);
    if (!added) return added;
  }
  if (!source) return {};
  if (Done added = policies.AddPrincipal(call, *source); !added) return added;
  return policies.AddOrganization(call);
}

void FillCaller(const Caller& caller, policy::match::Context& context) {
  const bool user = caller.type() == Caller::Type::kUser;
  context.Set("aws:PrincipalArn", caller.text());
  context.Set("aws:PrincipalAccount", caller.account());
  context.Set("aws:PrincipalType", user ? "User" : "AssumedRole");
  if (user) context.Set("aws:username", caller.name());
}

}  // namespace

core::Result<Simulation> Simulation::Prepare(api::Call& call, const Request& request) {
  std::optional<SimulatedPrincipal> source;
  if (request.has_policy_source_arn()) {
    core::Result<SimulatedPrincipal> found = FindSimulated(call, request.policy_source_arn());
    if (!found) return std::move(found).error();
    source = *std::move(found);
  }
  if (request.action_names().empty()) return InvalidInput("ActionNames names no action");
  SimulatedPolicies policies;
  Done ready = CheckScenario(request);
  if (ready) ready = GatherPolicies(call, request, source, policies);
  if (!ready) return std::move(ready).error();
  core::Result<policy::engine::PolicySet> set = policies.Compile();
  if (!set) return std::move(set).error();
  Simulation simulation(*std::move(set));
  simulation.policies_ = std::move(policies);
  simulation.actions_.assign(request.action_names().begin(), request.action_names().end());
  simulation.resources_.assign(request.resource_arns().begin(), request.resource_arns().end());
  if (simulation.resources_.empty()) simulation.resources_.emplace_back("*");
  simulation.has_resource_policy_ = request.has_resource_policy();
  ready = simulation.SetCaller(call, request, source);
  if (ready) ready = simulation.SetOwner(request);
  if (ready) ready = AddContextEntries(request.context_entries(), simulation.request_.context);
  if (!ready) return std::move(ready).error();
  return simulation;
}

core::Result<void> Simulation::SetCaller(api::Call& call, const Request& request,
                                         const std::optional<SimulatedPrincipal>& source) {
  const bool stands_in = source && source->kind != Kind::kGroup;
  std::string arn = request.caller_arn();
  if (arn.empty() && stands_in) arn = source->arn;
  const bool by_user = request.has_caller_arn() || (source && source->kind == Kind::kUser);
  if (has_resource_policy_ && !by_user) {
    return InvalidInput("CallerArn is needed with a ResourcePolicy, unless a user is simulated");
  }
  // Without a caller its name does not matter: identity policies name nobody.
  const std::string nobody = ArnOf(call.account(), Kind::kUser, "/", "simulated");
  core::Result<Caller> caller = Caller::FromArn(arn.empty() ? nobody : arn);
  if (!caller || (request.has_caller_arn() && caller->type() != Caller::Type::kUser)) {
    return InvalidInput("CallerArn `" + arn + "` is not the ARN of an IAM user");
  }
  request_.caller = *std::move(caller);
  request_.facts.management_account = policies_.management_account();
  if (!arn.empty()) FillCaller(request_.caller, request_.context);
  if (!stands_in || arn != source->arn) return {};
  request_.caller.set_unique_id(source->id);
  if (source->kind == Kind::kUser) request_.context.Set("aws:userid", source->id);
  for (const api::Tag& tag : source->tags) {
    request_.context.Set("aws:PrincipalTag/" + tag.key, tag.value);
  }
  return {};
}

core::Result<void> Simulation::SetOwner(const Request& request) {
  stated_owner_ = request.resource_owner();
  if (stated_owner_.empty() || core::IsAccountId(stated_owner_)) return {};
  return InvalidInput("ResourceOwner `" + stated_owner_ + "` is not a twelve-digit account id");
}

std::string Simulation::OwnerOf(const std::string& resource) const {
  const std::optional<core::Arn> arn = core::Arn::Split(resource);
  const bool matters = has_resource_policy_ || !stated_owner_.empty();
  if (matters && arn && core::IsAccountId(arn->account)) return std::string(arn->account);
  return stated_owner_.empty() ? request_.caller.account() : stated_owner_;
}

core::Result<v1::EvaluationResult> Simulation::Evaluate(std::size_t index) {
  const std::string& action = actions_[index / resources_.size()];
  const std::string& resource = resources_[index % resources_.size()];
  const bool management_account = request_.facts.management_account;
  request_.action = action;
  request_.resource = resource;
  request_.resource_account = OwnerOf(resource);
  request_.facts = policy::engine::DefaultFacts(action, resource);
  request_.facts.management_account = management_account;
  // Without a resource policy nothing on the resource's side is asked.
  request_.facts.resource_policy_kind =
      has_resource_policy_ ? TypeFor(action).engine : ResourcePolicyKind::kOther;
  if (core::Result<void> ready = request_.Prepare(); !ready) {
    return InvalidInput(
        (ready.error().place.pointer == "/action" ? "ActionNames: " : "ResourceArns: ") +
        ready.error().message);
  }
  core::Result<Explanation> explained = Explain(set_, request_);
  if (!explained) return std::move(explained).error();
  return ShowResult(*explained, set_, policies_, action, resource);
}

}  // namespace keyward::iam
