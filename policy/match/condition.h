// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "policy/language/condition_operator.h"
#include "policy/language/date_time.h"
#include "policy/language/decimal.h"
#include "policy/language/ip_network.h"
#include "policy/match/context.h"
#include "policy/match/pattern.h"
#include "policy/match/truth.h"

namespace keyward::policy::match {

// A condition, compiled. Its values stand in the table of its operator's type.
struct Condition {
  language::ConditionOperator op;
  std::uint32_t key = 0;  // in ConditionTables::keys
  std::uint32_t first_value = 0;
  std::uint32_t value_count = 0;
  std::uint32_t first_text =
      0;  // in ConditionTables::texts: the operator, then the values, as written
};

struct ConditionKey {
  std::string_view text;    // as written
  std::string_view folded;  // lower-case
  std::uint64_t hash = 0;   // of `folded`
};

// The keys and values of all conditions of a set; values by type, and as they were written.
struct ConditionTables {
  std::vector<ConditionKey> keys;             // each spelling once
  std::vector<Pattern> patterns;              // string and ARN
  std::vector<language::Decimal> decimals;    // numeric
  std::vector<language::DateTime> dates;      // date
  std::vector<language::IpNetwork> networks;  // IP
  std::vector<bool> booleans;                 // Bool and Null
  std::vector<std::string_view> binaries;     // base64 text
  std::vector<std::string_view> texts;
};

// What came of a condition, for those who ask why.
struct ConditionOutcome {
  Truth truth = Truth::kFalse;
  const Context::Entry* entry = nullptr;  // null: the key is absent
  std::string_view undefined_because;     // "" when it is not
};

// Compares a condition with the context. Pure; thread-safe; allocates only as MatchPattern does.
ConditionOutcome MatchCondition(const Condition& condition, const ConditionTables& tables,
                                const PatternTables& patterns, const Context& context,
                                VariableListener* listener);

}  // namespace keyward::policy::match
