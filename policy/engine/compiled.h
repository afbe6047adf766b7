// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/engine/index.h"
#include "policy/engine/policy_set.h"
#include "policy/match/condition.h"
#include "policy/match/pattern.h"
#include "policy/match/pattern_builder.h"
#include "policy/match/principal.h"

// What a PolicySet holds. Everything is in flat arrays; texts are views into one pool.
namespace keyward::policy::engine {

// A run of elements in one of the set's arrays.
struct Run {
  std::uint32_t first = 0;
  std::uint32_t count = 0;

  template <typename T>
  std::span<const T> Of(const std::vector<T>& array) const {
    return {array.data() + first, count};
  }
};

struct CompiledStatement {
  Layer layer = Layer::kIdentity;
  language::Effect effect = language::Effect::kDeny;
  std::uint8_t level = 0;
  bool not_action = false;
  bool not_resource = false;
  bool not_principal = false;
  bool has_principal = false;
  bool has_resource = false;  // trust policies have none
  std::uint32_t policy = 0;   // in Impl::policies
  std::uint32_t index = 0;    // in the policy
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  Run actions;     // in Impl::patterns, folded
  Run resources;   // in Impl::patterns
  Run principals;  // in Impl::principals
  Run conditions;  // in Impl::conditions
  std::string_view sid;
};

struct CompiledPolicy {
  std::string name;
  std::string pointer;
  language::PolicyKind kind = language::PolicyKind::kIdentity;
  std::uint32_t position = 0;  // within its layer and level
};

class PolicySet::Impl {
 public:
  std::vector<CompiledPolicy> policies;
  // In layer order, then level, policy and position: a smaller index is named first.
  std::vector<CompiledStatement> statements;
  std::vector<match::Pattern> patterns;
  std::vector<match::PrincipalPattern> principals;
  std::vector<match::Condition> conditions;
  match::ConditionTables values;
  std::vector<match::Token> tokens;
  std::vector<match::Variable> variables;
  match::TextPool texts;
  StatementIndex index;

  std::uint64_t scp_levels = 0;      // a bit for each level that is given
  bool has_layer[kLayerCount] = {};  // whether policies of the layer are given

  bool Has(Layer layer) const { return has_layer[static_cast<int>(layer)]; }
  match::PatternTables tables() const { return {tokens, variables}; }
};

}  // namespace keyward::policy::engine
