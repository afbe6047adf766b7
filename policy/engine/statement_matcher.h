// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "policy/engine/compiled.h"
#include "policy/engine/explanation.h"
#include "policy/engine/request.h"
#include "policy/engine/situation.h"

namespace keyward::policy::engine {

// Collects how a statement came out. With one, a statement's resources, conditions and values are
// all looked at; without, matching stops at the first that decides. The outcome is the same.
class StatementTrace final : public match::VariableListener {
 public:
  StatementTrace(StatementResult* result, std::vector<std::string_view>* missing_keys)
      : result_(*result), missing_keys_(*missing_keys) {}

  void OnVariable(const match::VariableLookup& lookup) override;
  void OnMissingKey(std::string_view key) { missing_keys_.push_back(key); }

  StatementResult& result() { return result_; }

 private:
  StatementResult& result_;
  std::vector<std::string_view>& missing_keys_;
};

// Decides whether statements of one set match one request. Thread-safe; refers to its arguments.
class StatementMatcher {
 public:
  StatementMatcher(const PolicySet::Impl& set, const Request& request, const Situation& situation)
      : set_(set), request_(request), situation_(situation) {}

  // Whether the statement matches. *strength is set when it does and its policy names principals.
  // `trace` may be null.
  bool Matches(const CompiledStatement& statement, match::Strength* strength,
               StatementTrace* trace) const;

 private:
  bool MatchesAction(const CompiledStatement& statement, StatementTrace* trace) const;
  bool MatchesPrincipal(const CompiledStatement& statement, match::Strength* strength,
                        StatementTrace* trace) const;
  bool MatchesResource(const CompiledStatement& statement, StatementTrace* trace) const;
  bool MatchesConditions(const CompiledStatement& statement, StatementTrace* trace) const;
  void TraceCondition(const match::Condition& condition, const match::ConditionOutcome& outcome,
                      StatementTrace* trace) const;

  const PolicySet::Impl& set_;
  const Request& request_;
  const Situation& situation_;
};

}  // namespace keyward::policy::engine
