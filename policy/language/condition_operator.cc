// SPDX-License-Identifier: Apache-2.0
#include "policy/language/condition_operator.h"

#include <array>

namespace keyward::policy::language {
namespace {

struct BaseOperator {
  std::string_view name;
  ConditionType type;
  Comparison comparison;
  bool negated;
};

using enum ConditionType;
using enum Comparison;

constexpr std::array<BaseOperator, 27> kBaseOperators = {{
    {"StringEquals", kString, kEquals, false},
    {"StringNotEquals", kString, kEquals, true},
    {"StringEqualsIgnoreCase", kString, kEqualsIgnoreCase, false},
    {"StringNotEqualsIgnoreCase", kString, kEqualsIgnoreCase, true},
    {"StringLike", kString, kLike, false},
    {"StringNotLike", kString, kLike, true},
    {"NumericEquals", kNumeric, kEquals, false},
    {"NumericNotEquals", kNumeric, kEquals, true},
    {"NumericLessThan", kNumeric, kLessThan, false},
    {"NumericLessThanEquals", kNumeric, kLessThanEquals, false},
    {"NumericGreaterThan", kNumeric, kGreaterThan, false},
    {"NumericGreaterThanEquals", kNumeric, kGreaterThanEquals, false},
    {"DateEquals", kDate, kEquals, false},
    {"DateNotEquals", kDate, kEquals, true},
    {"DateLessThan", kDate, kLessThan, false},
    {"DateLessThanEquals", kDate, kLessThanEquals, false},
    {"DateGreaterThan", kDate, kGreaterThan, false},
    {"DateGreaterThanEquals", kDate, kGreaterThanEquals, false},
    {"Bool", kBool, kEquals, false},
    {"BinaryEquals", kBinary, kEquals, false},
    {"IpAddress", kIp, kEquals, false},
    {"NotIpAddress", kIp, kEquals, true},
    {"ArnEquals", kArn, kLike, false},
    {"ArnLike", kArn, kLike, false},
    {"ArnNotEquals", kArn, kLike, true},
    {"ArnNotLike", kArn, kLike, true},
    {"Null", kNull, kEquals, false},
}};

constexpr std::string_view kForAnyValue = "ForAnyValue:";
constexpr std::string_view kForAllValues = "ForAllValues:";
constexpr std::string_view kIfExists = "IfExists";

}  // namespace

std::optional<ConditionOperator> ParseConditionOperator(std::string_view name) {
  ConditionOperator op;
  if (name.starts_with(kForAnyValue)) {
    op.set = SetOperator::kForAnyValue;
    name.remove_prefix(kForAnyValue.size());
  } else if (name.starts_with(kForAllValues)) {
    op.set = SetOperator::kForAllValues;
    name.remove_prefix(kForAllValues.size());
  }
  if (name.ends_with(kIfExists)) {
    op.if_exists = true;
    name.remove_suffix(kIfExists.size());
  }
  for (const BaseOperator& base : kBaseOperators) {
    if (base.name != name) continue;
    if (base.type == kNull && (op.if_exists || op.set != SetOperator::kNone)) return std::nullopt;
    op.type = base.type;
    op.comparison = base.comparison;
    op.negated = base.negated;
    return op;
  }
  return std::nullopt;
}

bool TakesVariables(ConditionType type) { return type == kString || type == kArn; }

}  // namespace keyward::policy::language
