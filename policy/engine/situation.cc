// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/situation.h"

#include "core/arn.h"

namespace keyward::policy::engine {
namespace {

using CallerType = Caller::Type;

// Callers whose account no policy of ours governs.
bool HasNoAccount(const Caller& caller) { return caller.account().empty(); }

std::string_view WhyNoScp(const Request& request) {
  if (HasNoAccount(request.caller)) return "the caller belongs to no account of the organization";
  if (request.caller.is_service_linked_role()) return "SCPs do not apply to service-linked roles";
  if (request.facts.management_account) return "SCPs do not apply to the management account";
  return {};
}

std::string_view WhyNoRcp(const Request& request, bool cross_account) {
  if (!request.facts.rcp_supported) return "the resource's service does not support RCPs";
  if (request.caller.is_service_linked_role()) return "RCPs do not apply to service-linked roles";
  const bool resource_in_management = request.facts.management_account && !cross_account;
  if (resource_in_management) return "RCPs do not apply to resources of the management account";
  return {};
}

std::string_view WhyNoIdentity(const Caller& caller) {
  if (caller.type() == CallerType::kRoot) return "identity policies do not apply to a root user";
  if (HasNoAccount(caller)) return "the caller holds no identity policies";
  return {};
}

std::string_view WhyNoBoundary(const Caller& caller) {
  if (caller.type() == CallerType::kRoot)
    return "permissions boundaries do not apply to a root user";
  if (HasNoAccount(caller)) return "the caller has no permissions boundary";
  return {};
}

// A KMS key or a role. Actions on aliases, and those without a resource, are granted by identity
// policies.
bool NeedsResourceSay(const Request& request) {
  if (request.facts.resource_policy_kind == ResourcePolicyKind::kTrust) return true;
  if (request.facts.resource_policy_kind != ResourcePolicyKind::kKey) return false;
  const std::string_view resource = request.match_resource();
  const std::optional<core::Arn> arn = core::Arn::Split(resource);
  return arn.has_value() && arn->resource_type() != "alias";
}

}  // namespace

core::Result<Situation> Assess(std::span<const PolicySet* const> sets, const Request& request) {
  Situation situation;
  for (const PolicySet* set : sets) {
    for (std::size_t i = 0; i < kLayerCount; ++i) situation.given[i] |= set->impl().has_layer[i];
  }
  const Caller& caller = request.caller;
  situation.always_allowed =
      caller.is_authenticated() && request.action_folded == "sts:getcalleridentity";
  if (situation.always_allowed) return situation;
  if (situation.given[static_cast<std::size_t>(Layer::kResource)] &&
      request.owner_account.empty()) {
    return core::Error{
        core::ErrorCode::kInvalidArgument,
        "InvalidInput",
        "a resource policy is given, but neither the request nor the resource's ARN says whose "
        "account the resource is in",
        {"/resourceAccount", 0, 0}};
  }
  situation.resource_only = HasNoAccount(caller);
  situation.cross_account = !situation.resource_only && !request.owner_account.empty() &&
                            request.owner_account != caller.account();
  situation.needs_resource_say = NeedsResourceSay(request);
  situation.root_assumes_role =
      caller.type() == CallerType::kRoot && request.action_folded == "sts:assumerole";

  const auto set_reason = [&situation](Layer layer, std::string_view why) {
    situation.not_applied[static_cast<std::size_t>(layer)] = why;
  };
  set_reason(Layer::kScp, WhyNoScp(request));
  set_reason(Layer::kRcp, WhyNoRcp(request, situation.cross_account));
  set_reason(Layer::kIdentity, WhyNoIdentity(caller));
  set_reason(Layer::kBoundary, WhyNoBoundary(caller));
  if (HasNoAccount(caller)) set_reason(Layer::kSession, "the caller has no session");

  situation.caller.caller = &caller;
  situation.caller.unique_id = request.caller_unique_id;
  situation.caller.has_boundary = situation.Applies(Layer::kBoundary);
  return situation;
}

}  // namespace keyward::policy::engine
