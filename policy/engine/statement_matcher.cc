// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/statement_matcher.h"

#include <algorithm>

namespace keyward::policy::engine {
namespace {

using match::MatchResult;
using match::Pattern;

// Records the element at which a statement failed.
void Fail(StatementTrace* trace, Element element, std::string actual) {
  trace->result().failed = element;
  trace->result().actual = std::move(actual);
}

void ExpectPatterns(StatementTrace* trace, std::span<const Pattern> patterns) {
  for (const Pattern& pattern : patterns) trace->result().expected.emplace_back(pattern.source);
}

std::string CallerText(const Caller& caller) {
  return caller.type() == Caller::Type::kAnonymous ? "anonymous" : caller.text();
}

}  // namespace

void StatementTrace::OnVariable(const match::VariableLookup& lookup) {
  if (!lookup.present) OnMissingKey(lookup.variable.key);
  Substitution substitution;
  substitution.variable = lookup.variable.key;
  substitution.resolved = lookup.resolved;
  substitution.used_default = lookup.used_default;
  if (lookup.resolved) substitution.value = lookup.value;
  const auto same = [&](const Substitution& known) {
    return known.variable == substitution.variable && known.value == substitution.value;
  };
  auto& known = result_.substitutions;
  if (std::none_of(known.begin(), known.end(), same)) known.push_back(std::move(substitution));
}

bool StatementMatcher::Matches(const CompiledStatement& statement, match::Strength* strength,
                               StatementTrace* trace) const {
  const bool matches = MatchesAction(statement, trace) &&
                       MatchesPrincipal(statement, strength, trace) &&
                       MatchesResource(statement, trace) && MatchesConditions(statement, trace);
  if (trace != nullptr) trace->result().matched = matches;
  return matches;
}

bool StatementMatcher::MatchesAction(const CompiledStatement& statement,
                                     StatementTrace* trace) const {
  const auto patterns = statement.actions.Of(set_.patterns);
  const auto matches = [this](const Pattern& pattern) {
    return match::MatchPattern(pattern, set_.tables(), request_.action_folded, request_.context,
                               nullptr) == MatchResult::kYes;
  };
  const bool listed = std::any_of(patterns.begin(), patterns.end(), matches);
  if (listed != statement.not_action) return true;
  if (trace != nullptr) {
    Fail(trace, Element::kAction, request_.action);
    trace->result().note = statement.not_action ? "NotAction lists it" : "";
    ExpectPatterns(trace, patterns);
  }
  return false;
}

bool StatementMatcher::MatchesPrincipal(const CompiledStatement& statement,
                                        match::Strength* strength, StatementTrace* trace) const {
  if (!statement.has_principal) return true;
  const auto principals = statement.principals.Of(set_.principals);
  const match::PrincipalMatch match = match::MatchPrincipals(principals, statement.not_principal,
                                                             statement.effect, situation_.caller);
  *strength = match.strength;
  const bool matches = match::Holds(match.truth, statement.effect);
  if (trace != nullptr) {
    trace->result().note = match.truth == match::Truth::kUndefined ? match.missing_fact : "";
    if (!matches) {
      Fail(trace, Element::kPrincipal, CallerText(request_.caller));
      if (statement.not_principal) trace->result().note = "NotPrincipal lists the caller";
      for (const auto& principal : principals)
        trace->result().expected.emplace_back(principal.value);
    }
  }
  return matches;
}

bool StatementMatcher::MatchesResource(const CompiledStatement& statement,
                                       StatementTrace* trace) const {
  if (!statement.has_resource) return true;
  const auto patterns = statement.resources.Of(set_.patterns);
  match::Truth truth = match::Truth::kFalse;
  for (const Pattern& pattern : patterns) {
    const MatchResult result = match::MatchPattern(
        pattern, set_.tables(), request_.match_resource(), request_.context, trace);
    if (result == MatchResult::kYes) truth = match::Truth::kTrue;
    const bool undefined = result == MatchResult::kAmbiguous ||
                           (result == MatchResult::kUnresolved && statement.not_resource);
    if (undefined) truth = match::Or(truth, match::Truth::kUndefined);
    if (truth == match::Truth::kTrue && trace == nullptr) break;
  }
  if (statement.not_resource) truth = match::Not(truth);
  if (match::Holds(truth, statement.effect)) return true;
  if (trace != nullptr) {
    Fail(trace, Element::kResource, std::string(request_.match_resource()));
    if (statement.not_resource) trace->result().note = "NotResource lists it";
    if (truth == match::Truth::kUndefined)
      trace->result().note = "a variable in the pattern has no single value";
    ExpectPatterns(trace, patterns);
  }
  return false;
}

bool StatementMatcher::MatchesConditions(const CompiledStatement& statement,
                                         StatementTrace* trace) const {
  bool all = true;
  for (const match::Condition& condition : statement.conditions.Of(set_.conditions)) {
    const match::ConditionOutcome outcome =
        match::MatchCondition(condition, set_.values, set_.tables(), request_.context, trace);
    const bool holds = match::Holds(outcome.truth, statement.effect);
    if (trace == nullptr) {
      if (!holds) return false;
      continue;
    }
    TraceCondition(condition, outcome, trace);
    if (!holds) all = false;
  }
  if (!all) trace->result().failed = Element::kCondition;
  return all;
}

void StatementMatcher::TraceCondition(const match::Condition& condition,
                                      const match::ConditionOutcome& outcome,
                                      StatementTrace* trace) const {
  ConditionResult result;
  const std::string_view key = set_.values.keys[condition.key].text;
  const std::string_view* texts = &set_.values.texts[condition.first_text];
  result.op = texts[0];
  result.key = key;
  result.expected.assign(texts + 1, texts + 1 + condition.value_count);
  result.key_present = outcome.entry != nullptr;
  if (outcome.entry != nullptr) result.actual = outcome.entry->values;
  result.truth = outcome.truth;
  result.note = outcome.undefined_because;
  if (!result.key_present) trace->OnMissingKey(key);
  trace->result().conditions.push_back(std::move(result));
}

}  // namespace keyward::policy::engine
