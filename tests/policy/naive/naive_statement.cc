// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_statement.h"

#include "tests/policy/naive/naive_condition.h"
#include "tests/policy/naive/naive_match.h"

namespace keyward::policy::naive {
namespace {

// "Undefined": counts as false in an Allow and as true in a Deny.
bool Counts(Kleene truth, language::Effect effect) {
  if (truth == Kleene::kUndefined) return effect == language::Effect::kDeny;
  return truth == Kleene::kTrue;
}

}  // namespace

StatementOutcome EvaluateStatement(const language::Policy& policy,
                                   const language::Statement& statement, engine::Layer layer,
                                   const engine::Request& request, const Who& who,
                                   std::set<std::string>* missing) {
  if (!ActionMatches(statement, request)) return {};

  const PrincipalOutcome principal = MatchPrincipal(statement, who);
  if (!Counts(principal.matches, statement.effect)) return {};

  const Kleene resource = ResourceMatches(statement, policy.version, layer, request, missing);
  if (!Counts(resource, statement.effect)) return {};

  // Rule 26: all conditions are AND; rule 30: none at all is true.
  Kleene all = Kleene::kTrue;
  for (const language::Condition& condition : statement.conditions) {
    all = And(all, EvaluateCondition(condition, policy.version, request.context));
    AddMissingKeys(condition, policy.version, request.context, missing);
  }
  if (!Counts(all, statement.effect)) return {};
  return {true, principal.strength};
}

}  // namespace keyward::policy::naive
