// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/tally.h"

#include <algorithm>

namespace keyward::policy::engine {
namespace {

using language::Effect;
using match::Strength;

// The strength of naming from which a layer's silence is harmless.
std::optional<Strength> HarmlessFrom(Layer layer) {
  switch (layer) {
    case Layer::kIdentity:
      return Strength::kRole;
    case Layer::kBoundary:
      return Strength::kUser;
    case Layer::kSession:
      return Strength::kDirect;
    case Layer::kRcp:
    case Layer::kScp:
    case Layer::kResource:
    case Layer::kEndpoint:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

void Tally::BeginSet(std::uint32_t set, const PolicySet::Impl& impl) {
  set_ = set;
  impl_ = &impl;
  scp_allowed_ = 0;
}

void Tally::EndSet() {
  if ((impl_->scp_levels & ~scp_allowed_) != 0) scp_missing_ = true;
}

bool Tally::Matters(std::uint32_t id, const CompiledStatement& statement) const {
  if (!situation_.Applies(statement.layer)) return false;
  if (deny_) {
    if (statement.effect == Effect::kAllow) return false;
    if (statement.layer != deny_layer_) return statement.layer < deny_layer_;
    return deny_->set == set_ && id < deny_->statement;
  }
  if (statement.effect == Effect::kDeny) return true;
  if (statement.layer == Layer::kScp) return (scp_allowed_ >> statement.level & 1) == 0;
  if (statement.layer == Layer::kResource) return resource_ != Strength::kDirect;
  return !allow(statement.layer).present;
}

void Tally::Add(std::uint32_t id, const CompiledStatement& statement, Strength strength) {
  const StatementRef ref{set_, id};
  if (statement.effect == Effect::kDeny) {
    const bool first =
        !deny_ || statement.layer < deny_layer_ ||
        (statement.layer == deny_layer_ && deny_->set == set_ && id < deny_->statement);
    if (!first) return;
    deny_ = ref;
    deny_layer_ = statement.layer;
    return;
  }
  if (statement.layer == Layer::kScp) scp_allowed_ |= std::uint64_t{1} << statement.level;
  Allow& allow = allows_[static_cast<std::size_t>(statement.layer)];
  if (statement.layer == Layer::kResource && strength > resource_) {
    resource_ = strength;
    allow = {true, ref};
  }
  if (!allow.present) allow = {true, ref};
}

void Tally::AddGrant(Strength strength) { grant_ = std::max(grant_, strength); }

Strength Tally::Named() const {
  if (situation_.cross_account) return Strength::kNone;
  return std::max(resource_, grant_);
}

bool Tally::allowed(Layer layer) const {
  if (layer == Layer::kRcp) return true;  // a default Allow stands at every level
  return layer == Layer::kScp ? !scp_missing_ : allow(layer).present;
}

bool Tally::Bypassed(Layer layer) const {
  const bool root = situation_.caller.caller->type() == Caller::Type::kRoot;
  if (root && (layer == Layer::kIdentity || layer == Layer::kBoundary)) return true;
  const std::optional<Strength> from = HarmlessFrom(layer);
  return from && Named() >= *from;
}

std::optional<Layer> Tally::MissingGrant() const {
  const bool resource_side = resource_ != Strength::kNone || grant_ != Strength::kNone;
  if (situation_.resource_only)
    return resource_side ? std::nullopt : std::optional(Layer::kResource);
  const bool must_say = situation_.cross_account || situation_.needs_resource_say;
  if (must_say && !resource_side) return Layer::kResource;
  if (!allow(Layer::kIdentity).present && !Bypassed(Layer::kIdentity)) return Layer::kIdentity;
  return std::nullopt;
}

std::optional<Layer> Tally::FirstMissing() const {
  if (situation_.root_assumes_role) return Layer::kIdentity;
  if (situation_.Applies(Layer::kScp) && scp_missing_) return Layer::kScp;
  if (const auto missing = MissingGrant()) return missing;
  const bool federated = situation_.caller.caller->type() == Caller::Type::kFederatedUser;
  for (const Layer layer : {Layer::kBoundary, Layer::kSession, Layer::kEndpoint}) {
    // Without session policies a federated user's session holds nothing.
    const bool applies = situation_.Applies(layer) || (federated && layer == Layer::kSession);
    if (applies && !allow(layer).present && !Bypassed(layer)) return layer;
  }
  return std::nullopt;
}

Decision Tally::Allowed() const {
  Decision decision;
  decision.verdict = Verdict::kAllowed;
  const bool root = situation_.caller.caller->type() == Caller::Type::kRoot;
  // What merely delegates to the account grants nothing by itself.
  const bool resource_grants = allow(Layer::kResource).present &&
                               (situation_.resource_only || root || resource_ >= Strength::kRole);
  if (allow(Layer::kIdentity).present) {
    decision.statement = allow(Layer::kIdentity).ref;
  } else if (resource_grants) {
    decision.statement = allow(Layer::kResource).ref;
  } else {
    decision.reason = grant_ != Strength::kNone ? Reason::kGrant : Reason::kRootUser;
  }
  return decision;
}

Decision Tally::Decide() const {
  Decision decision;
  if (situation_.always_allowed) {
    decision.verdict = Verdict::kAllowed;
    decision.reason = Reason::kAlwaysAllowed;
    return decision;
  }
  if (deny_) {
    decision.verdict = Verdict::kExplicitDeny;
    decision.blocked_by = deny_layer_;
    decision.statement = deny_;
    return decision;
  }
  const std::optional<Layer> missing = FirstMissing();
  if (!missing) return Allowed();
  decision.blocked_by = missing;
  if (situation_.root_assumes_role) decision.reason = Reason::kRootCannotAssumeRoles;
  return decision;
}

}  // namespace keyward::policy::engine
