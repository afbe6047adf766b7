// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace keyward::policy::language {

// What a condition operator compares.
enum class ConditionType : std::uint8_t {
  kString,
  kNumeric,
  kDate,
  kBool,
  kBinary,
  kIp,
  kArn,
  kNull
};

enum class Comparison : std::uint8_t {
  kEquals,
  kEqualsIgnoreCase,
  kLike,
  kLessThan,
  kLessThanEquals,
  kGreaterThan,
  kGreaterThanEquals,
};

enum class SetOperator : std::uint8_t { kNone, kForAnyValue, kForAllValues };

// A condition operator, taken apart: `ForAnyValue:StringNotLikeIfExists` is
// {kString, kLike, negated, kForAnyValue, if_exists}.
struct ConditionOperator {
  ConditionType type = ConditionType::kString;
  Comparison comparison = Comparison::kEquals;
  bool negated = false;
  SetOperator set = SetOperator::kNone;
  bool if_exists = false;

  friend bool operator==(const ConditionOperator&, const ConditionOperator&) = default;
};

// Reads an operator's name. Names are case-sensitive, as in AWS.
//
// Returns nothing for a name that is not one: unknown, misspelt, a set operator or `IfExists` on
// `Null`. Thread-safe. Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
std::optional<ConditionOperator> ParseConditionOperator(std::string_view name);

// Whether values may hold policy variables: string and ARN operators.
bool TakesVariables(ConditionType type);

}  // namespace keyward::policy::language
