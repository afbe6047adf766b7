// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/grants.h"
#include "policy/engine/policy_set.h"
#include "policy/engine/situation.h"
#include "policy/engine/statement_matcher.h"
#include "policy/engine/tally.h"

namespace keyward::policy::engine {
namespace {

// Hands the tally every statement of a set that matches and matters.
void TallySet(const PolicySet::Impl& set, const Request& request, const Situation& situation,
              const CallerKeys& keys, bool every_statement, Tally* tally) {
  const StatementMatcher matcher(set, request, situation);
  const auto visit = [&](std::uint32_t id) {
    const CompiledStatement& statement = set.statements[id];
    if (!tally->Matters(id, statement)) return true;
    match::Strength strength = match::Strength::kNone;
    if (matcher.Matches(statement, &strength, nullptr)) tally->Add(id, statement, strength);
    return true;
  };
  if (every_statement) {
    for (std::uint32_t id = 0; id < set.statements.size(); ++id) visit(id);
  } else {
    set.index.ForEachCandidate(request.action_folded, keys, request.match_resource(), visit);
  }
}

}  // namespace

core::Result<Decision> Evaluate(std::span<const PolicySet* const> sets, const Request& request) {
  core::Result<Situation> situation = Assess(sets, request);
  if (!situation) return std::move(situation).error();
  Tally tally(*situation);
  if (situation->always_allowed) return tally.Decide();
  const CallerKeys keys = KeysOf(request.caller);
  // A variable with an ambiguous key can match any resource, whatever its pattern begins with.
  const bool every_statement = request.context.has_ambiguous_keys();
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    tally.BeginSet(i, sets[i]->impl());
    TallySet(sets[i]->impl(), request, *situation, keys, every_statement, &tally);
    tally.EndSet();
  }
  if (!request.grants.empty()) tally.AddGrant(StrongestGrant(request, situation->caller));
  return tally.Decide();
}

core::Result<Decision> Evaluate(const PolicySet& set, const Request& request) {
  const PolicySet* const sets[] = {&set};
  return Evaluate(sets, request);
}

}  // namespace keyward::policy::engine
