// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_evaluator.h"

#include <algorithm>
#include <array>

#include "tests/policy/naive/naive_grant.h"
#include "tests/policy/naive/naive_statement.h"
#include "tests/policy/naive/naive_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Caller;
using engine::Layer;
using engine::Policies;
using engine::Request;
using engine::Verdict;
using language::Policy;

// Everything that is asked more than once about a request.
struct Situation {
  const Policies& policies;
  const Request& request;
  std::string owner;  // the resource's account; "" when not known
  Who who;

  const Caller& caller() const { return request.caller; }
  bool SameAccount() const { return HasAccount(caller()) && owner == caller().account(); }
};

// What the statements of one layer came to.
struct LayerOutcome {
  bool applied = false;
  bool every_level_allows = true;  // one level, except in SCPs and RCPs
  bool denies = false;
  Strength strength = kNotNamed;  // of the strongest Allow, in resource policies
};

struct Outcomes {
  std::array<LayerOutcome, engine::kLayerCount> layers;
  std::vector<StatementId> allows;
  std::vector<StatementId> denies;
  std::set<std::string> missing_keys;

  LayerOutcome& operator[](Layer layer) { return layers[static_cast<std::size_t>(layer)]; }
  const LayerOutcome& operator[](Layer layer) const {
    return layers[static_cast<std::size_t>(layer)];
  }
};

constexpr std::array kLayersInOrder = {Layer::kRcp,      Layer::kScp,      Layer::kResource,
                                       Layer::kIdentity, Layer::kBoundary, Layer::kSession,
                                       Layer::kEndpoint};

// The account stated by the request, else the one in the ARN, else nothing.
std::string OwnerAccount(const Request& request) {
  if (!request.resource_account.empty()) return request.resource_account;
  const std::vector<std::string> parts = ArnSegments(request.resource);
  return parts.size() == 6 ? parts[4] : "";
}

using Levels = std::vector<const std::vector<Policy>*>;

Levels Pointers(const std::vector<std::vector<Policy>>& levels) {
  Levels pointers;
  for (const std::vector<Policy>& level : levels) pointers.push_back(&level);
  return pointers;
}

Levels LevelsOf(const Policies& policies, Layer layer) {
  switch (layer) {
    case Layer::kRcp:
      return Pointers(policies.rcp);
    case Layer::kScp:
      return Pointers(policies.scp);
    case Layer::kResource:
      return {&policies.resource};
    case Layer::kIdentity:
      return {&policies.identity};
    case Layer::kBoundary:
      return {&policies.boundary};
    case Layer::kSession:
      return {&policies.session};
    case Layer::kEndpoint:
      return {&policies.endpoint};
  }
  return {};
}

// Rule 3: SCPs spare the management account, service-linked roles and callers without an account.
bool ScpsApply(const Situation& s) {
  return !s.policies.scp.empty() && HasAccount(s.caller()) &&
         !s.caller().is_service_linked_role() && !s.request.facts.management_account;
}

// Rule 3: RCPs spare services without support, the management account's resources and
// service-linked roles. The fact `managementAccount` is about the resource's account in the same
// account, or without a caller's.
bool RcpsApply(const Situation& s) {
  const bool about_resource = !HasAccount(s.caller()) || s.SameAccount();
  const bool management_resource = s.request.facts.management_account && about_resource;
  return !s.policies.rcp.empty() && s.request.facts.rcp_supported && !management_resource &&
         !s.caller().is_service_linked_role();
}

// "Layers apply as follows".
bool Applies(Layer layer, const Situation& s) {
  switch (layer) {
    case Layer::kRcp:
      return RcpsApply(s);
    case Layer::kScp:
      return ScpsApply(s);
    case Layer::kResource:
      return !s.policies.resource.empty();
    case Layer::kIdentity:
      return HoldsIdentityPolicies(s.caller());
    case Layer::kBoundary:
      return !s.policies.boundary.empty() && HoldsIdentityPolicies(s.caller());
    case Layer::kSession:
      // Rule 6: a federated user's session without session policies is as with an empty one.
      if (s.caller().type() == Caller::Type::kFederatedUser) return true;
      return !s.policies.session.empty() && HasAccount(s.caller());
    case Layer::kEndpoint:
      return !s.policies.endpoint.empty();
  }
  return false;
}

// Looks at every statement of one level of a layer. Returns whether one of them allows.
bool EvaluateLevel(const std::vector<Policy>& policies, StatementId at, const Situation& s,
                   Outcomes* outcomes) {
  bool allows = false;
  LayerOutcome& layer = (*outcomes)[at.layer];
  for (at.policy = 0; at.policy < policies.size(); ++at.policy) {
    const Policy& policy = policies[at.policy];
    for (at.statement = 0; at.statement < policy.statements.size(); ++at.statement) {
      const language::Statement& statement = policy.statements[at.statement];
      const StatementOutcome outcome =
          EvaluateStatement(policy, statement, at.layer, s.request, s.who, &outcomes->missing_keys);
      if (!outcome.matched) continue;
      if (statement.effect == language::Effect::kDeny) {
        layer.denies = true;
        outcomes->denies.push_back(at);
      } else {
        allows = true;
        layer.strength = std::max(layer.strength, outcome.strength);
        outcomes->allows.push_back(at);
      }
    }
  }
  return allows;
}

Outcomes EvaluateLayers(const Situation& s) {
  Outcomes outcomes;
  for (Layer layer : kLayersInOrder) {
    LayerOutcome& outcome = outcomes[layer];
    outcome.applied = Applies(layer, s);
    if (!outcome.applied) continue;
    const Levels levels = LevelsOf(s.policies, layer);
    for (std::uint32_t level = 0; level < levels.size(); ++level) {
      const bool allows = EvaluateLevel(*levels[level], {layer, level, 0, 0}, s, &outcomes);
      if (!allows) outcome.every_level_allows = false;
    }
  }
  return outcomes;
}

// "The grant": rule 17 and the order's two exceptions need the resource policy's say in the same
// account too.
bool NeedsResourcePolicy(const Situation& s) {
  if (!HasAccount(s.caller()) || !s.SameAccount()) return true;
  switch (s.request.facts.resource_policy_kind) {
    case engine::ResourcePolicyKind::kTrust:
      return true;
    case engine::ResourcePolicyKind::kKey:
      return IsKey(s.request);
    case engine::ResourcePolicyKind::kBucket:
    case engine::ResourcePolicyKind::kOther:
      return false;
  }
  return false;
}

// The first layer that lacks an Allow; nothing when all that is needed is there.
std::optional<Layer> MissingAllow(const Situation& s, const Outcomes& outcomes) {
  const auto silent = [&](Layer layer) {
    return outcomes[layer].applied && !outcomes[layer].every_level_allows;
  };
  // Rule 2: every SCP level needs an Allow. RCP levels hold one by default.
  if (silent(Layer::kScp)) return Layer::kScp;

  const Strength named =
      std::max(outcomes[Layer::kResource].strength, StrongestGrant(s.request, s.who));
  if (NeedsResourcePolicy(s) && named == kNotNamed) return Layer::kResource;

  // Rule 13: across accounts no naming makes the caller's own side harmless.
  const Strength strength = s.SameAccount() ? named : kNotNamed;
  if (silent(Layer::kIdentity) && strength < kNamesForSession) return Layer::kIdentity;
  if (silent(Layer::kBoundary) && strength < kNamesUser) return Layer::kBoundary;
  if (silent(Layer::kSession) && strength < kNamesDirectly) return Layer::kSession;
  if (silent(Layer::kEndpoint)) return Layer::kEndpoint;
  return std::nullopt;
}

// Rule 1.
bool IsAlwaysAllowed(const Request& request) {
  const Caller::Type type = request.caller.type();
  return Folded(request.action) == "sts:getcalleridentity" && type != Caller::Type::kAnonymous &&
         type != Caller::Type::kFederated;
}

NaiveDecision Decide(const Situation& s) {
  Outcomes outcomes = EvaluateLayers(s);
  NaiveDecision decision;
  decision.missing_keys = outcomes.missing_keys;
  decision.matched = outcomes.allows;
  for (Layer layer : kLayersInOrder) {
    if (!outcomes[layer].denies) continue;
    return {Verdict::kExplicitDeny, layer, outcomes.denies, outcomes.missing_keys};
  }
  // Rule 5: root cannot assume roles.
  const bool assumes = Folded(s.request.action) == "sts:assumerole";
  if (assumes && s.caller().type() == Caller::Type::kRoot) {
    decision.blocked_by = Layer::kIdentity;
    return decision;
  }
  decision.blocked_by = MissingAllow(s, outcomes);
  if (!decision.blocked_by) decision.verdict = Verdict::kAllowed;
  return decision;
}

}  // namespace

std::optional<NaiveDecision> NaiveEvaluate(const Policies& policies, const Request& request) {
  if (IsAlwaysAllowed(request)) return NaiveDecision{Verdict::kAllowed, std::nullopt, {}, {}};

  std::string owner = OwnerAccount(request);
  if (owner.empty() && !policies.resource.empty()) return std::nullopt;
  if (owner.empty() && HasAccount(request.caller)) owner = request.caller.account();

  const bool has_boundary = !policies.boundary.empty() && HoldsIdentityPolicies(request.caller);
  return Decide({policies, request, owner, {request.caller, request.context, has_boundary}});
}

}  // namespace keyward::policy::naive
