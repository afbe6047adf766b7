// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "policy/engine/grants.h"
#include "policy/engine/policy_set.h"
#include "policy/engine/situation.h"
#include "policy/engine/statement_matcher.h"
#include "policy/engine/tally.h"

namespace keyward::policy::engine {
namespace {

using language::Effect;

constexpr Layer kLayers[] = {Layer::kRcp,      Layer::kScp,     Layer::kResource, Layer::kIdentity,
                             Layer::kBoundary, Layer::kSession, Layer::kEndpoint};

std::string LayerPolicies(Layer layer) {
  switch (layer) {
    case Layer::kRcp:
      return "resource control policy";
    case Layer::kScp:
      return "service control policy";
    case Layer::kResource:
      return "resource policy";
    case Layer::kIdentity:
      return "identity policy";
    case Layer::kBoundary:
      return "permissions boundary";
    case Layer::kSession:
      return "session policy";
    case Layer::kEndpoint:
      return "VPC endpoint policy";
  }
  return "policy";
}

std::string_view WhyBypassed(Layer layer, const Situation& situation) {
  if (situation.caller.caller->type() == Caller::Type::kRoot && layer != Layer::kSession) {
    return "not needed: the caller is the account's root user";
  }
  return "not needed: the resource's side names the caller";
}

// Matches every statement of the layers that apply, keeping how each came out.
class Explainer {
 public:
  Explainer(std::span<const PolicySet* const> sets, const Request& request,
            const Situation& situation)
      : sets_(sets), request_(request), situation_(situation), tally_(situation) {}

  Explanation Run() {
    if (!situation_.always_allowed) {
      for (std::uint32_t i = 0; i < sets_.size(); ++i) MatchSet(i);
      tally_.AddGrant(StrongestGrant(request_, situation_.caller));
    }
    explanation_.decision = tally_.Decide();
    for (const Layer layer : kLayers) AddLayer(layer);
    KeepDecisive();
    SortMissingKeys();
    explanation_.summary = Summary();
    return std::move(explanation_);
  }

 private:
  void MatchSet(std::uint32_t set_index) {
    const PolicySet::Impl& set = sets_[set_index]->impl();
    const StatementMatcher matcher(set, request_, situation_);
    tally_.BeginSet(set_index, set);
    for (std::uint32_t id = 0; id < set.statements.size(); ++id) {
      const CompiledStatement& statement = set.statements[id];
      if (!situation_.Applies(statement.layer)) continue;
      StatementResult result;
      result.ref = {set_index, id};
      StatementTrace trace(&result, &missing_keys_);
      match::Strength strength = match::Strength::kNone;
      if (matcher.Matches(statement, &strength, &trace)) tally_.Add(id, statement, strength);
      explanation_.statements.push_back(std::move(result));
    }
    tally_.EndSet();
  }

  void AddLayer(Layer layer) {
    const auto i = static_cast<std::size_t>(layer);
    const bool blocks = explanation_.decision.blocked_by == layer;
    if (!situation_.given[i] && !blocks) return;
    LayerResult result;
    result.layer = layer;
    if (situation_.always_allowed) {
      result.note = "every authenticated caller may call sts:GetCallerIdentity";
    } else if (!situation_.given[i]) {
      result.note = "no " + LayerPolicies(layer) + " is given";
    } else if (!situation_.not_applied[i].empty()) {
      result.note = situation_.not_applied[i];
    } else {
      result.applied = true;
      result.allowed = tally_.allowed(layer);
      result.denied = tally_.denied(layer);
    }
    const bool silent = !result.allowed && !situation_.always_allowed;
    result.bypassed = silent && tally_.Bypassed(layer);
    if (result.applied && result.bypassed) result.note = WhyBypassed(layer, situation_);
    explanation_.layers.push_back(std::move(result));
  }

  void KeepDecisive() {
    const bool deny = explanation_.decision.verdict == Verdict::kExplicitDeny;
    for (const StatementResult& result : explanation_.statements) {
      const bool denies = Statement(result.ref).effect == Effect::kDeny;
      if (result.matched && denies == deny) explanation_.matched.push_back(result.ref);
    }
  }

  void SortMissingKeys() {
    std::sort(missing_keys_.begin(), missing_keys_.end());
    missing_keys_.erase(std::unique(missing_keys_.begin(), missing_keys_.end()),
                        missing_keys_.end());
    explanation_.missing_keys.assign(missing_keys_.begin(), missing_keys_.end());
  }

  const CompiledStatement& Statement(const StatementRef& ref) const {
    return sets_[ref.set]->impl().statements[ref.statement];
  }

  std::string What() const {
    const Caller& caller = request_.caller;
    const std::string who =
        caller.type() == Caller::Type::kAnonymous ? "an anonymous caller" : caller.text();
    return who + " to call " + request_.action + " on " + std::string(request_.match_resource());
  }

  std::string Summary() const {
    const Decision& decision = explanation_.decision;
    switch (decision.verdict) {
      case Verdict::kAllowed:
        return AllowedBecause() + " allows " + What();
      case Verdict::kExplicitDeny:
        return "a statement of the " + LayerPolicies(*decision.blocked_by) + " denies " + What();
      case Verdict::kImplicitDeny:
        break;
    }
    if (decision.reason == Reason::kRootCannotAssumeRoles)
      return "a root user cannot assume a role";
    const bool needs_level = decision.blocked_by == Layer::kScp;
    return (needs_level ? "a level of service control policies does not allow "
                        : NothingAllows(*decision.blocked_by)) +
           What();
  }

  std::string NothingAllows(Layer layer) const {
    const bool given = situation_.Applies(layer);
    return (given ? "no statement of the " : "there is no ") + LayerPolicies(layer) +
           (given ? " allows " : ", and one is needed, for ");
  }

  std::string AllowedBecause() const {
    switch (explanation_.decision.reason) {
      case Reason::kAlwaysAllowed:
        return "AWS always";
      case Reason::kRootUser:
        return "being the account's root user";
      case Reason::kGrant:
        return "a KMS grant";
      case Reason::kStatement:
      case Reason::kRootCannotAssumeRoles:
        break;
    }
    return "a statement of the " + LayerPolicies(Statement(*explanation_.decision.statement).layer);
  }

  std::span<const PolicySet* const> sets_;
  const Request& request_;
  const Situation& situation_;
  Tally tally_;
  Explanation explanation_;
  std::vector<std::string_view> missing_keys_;
};

}  // namespace

core::Result<Explanation> Explain(std::span<const PolicySet* const> sets, const Request& request) {
  core::Result<Situation> situation = Assess(sets, request);
  if (!situation) return std::move(situation).error();
  return Explainer(sets, request, *situation).Run();
}

core::Result<Explanation> Explain(const PolicySet& set, const Request& request) {
  const PolicySet* const sets[] = {&set};
  return Explain(sets, request);
}

}  // namespace keyward::policy::engine
