// SPDX-License-Identifier: Apache-2.0
//
// All 27 operators with every set operator and `IfExists`, and names that are none.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
#include "policy/language/condition_operator.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace keyward::policy::language {
namespace {

struct OperatorCase {
  const char* name;
  ConditionType type;
  Comparison comparison;
  bool negated;
};

using enum ConditionType;
using enum Comparison;

constexpr OperatorCase kOperators[] = {
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
};

struct SetCase {
  const char* prefix;
  SetOperator set;
};

constexpr SetCase kSets[] = {{"", SetOperator::kNone},
                             {"ForAnyValue:", SetOperator::kForAnyValue},
                             {"ForAllValues:", SetOperator::kForAllValues}};

TEST(ConditionOperator, EveryCombinationIsTakenApart) {
  EXPECT_EQ(std::size(kOperators), 27u);
  for (const OperatorCase& row : kOperators) {
    for (const SetCase& set : kSets) {
      for (const bool if_exists : {false, true}) {
        const std::string name = set.prefix + std::string(row.name) + (if_exists ? "IfExists" : "");
        const auto op = ParseConditionOperator(name);
        if (row.type == kNull && name != "Null") {
          EXPECT_EQ(op, std::nullopt) << name;
          continue;
        }
        const ConditionOperator expected{row.type, row.comparison, row.negated, set.set, if_exists};
        EXPECT_EQ(op, expected) << name;
      }
    }
  }
}

TEST(ConditionOperator, OnlyStringsAndArnsTakeVariables) {
  for (const OperatorCase& row : kOperators) {
    EXPECT_EQ(TakesVariables(row.type), row.type == kString || row.type == kArn) << row.name;
  }
}

constexpr std::string_view kMisspelt[] = {
    "",
    " ",
    "String",
    "Equals",
    "StringEqual",
    "stringEquals",
    "STRINGEQUALS",
    "Stringequals",
    "StringEquals ",
    " StringEquals",
    "String Equals",
    "StringEqualsIgnorecase",
    "StringLikeIgnoreCase",
    "NotStringEquals",
    "StringNotIfExists",
    "NumericLike",
    "NumericNotLessThan",
    "NumericLessThanEqual",
    "NumberEquals",
    "DateNotLessThan",
    "DateTimeEquals",
    "Boolean",
    "bool",
    "BoolEquals",
    "NotBool",
    "BinaryNotEquals",
    "BinaryLike",
    "IPAddress",
    "IpAddresses",
    "IpNotAddress",
    "NotIPAddress",
    "ArnEqual",
    "ARNEquals",
    "NotArnLike",
    "null",
    "NotNull",
    "Exists",
    // IfExists.
    "IfExists",
    "StringEqualsIfexists",
    "StringEqualsIfExist",
    "StringEqualsIfExistss",
    "StringEqualsifExists",
    "StringEquals IfExists",
    "StringEqualsIfExistsIfExists",
    "IfExistsStringEquals",
    "NullIfExists",
    // Set operators.
    "ForAnyValue:",
    "ForAnyValue",
    "ForAnyValueStringEquals",
    "ForAnyValues:StringEquals",
    "ForAllValue:StringEquals",
    "forAnyValue:StringEquals",
    "ForAnyValue: StringEquals",
    "ForAnyValue::StringEquals",
    "ForAnyValue:ForAllValues:StringEquals",
    "ForAnyValue:Null",
    "ForAllValues:NullIfExists",
    "ForAllValues:IfExists",
    "StringEquals:ForAnyValue",
    "ForNoValue:StringEquals",
};

TEST(ConditionOperator, MisspeltNamesAreNone) {
  for (const std::string_view name : kMisspelt) {
    EXPECT_EQ(ParseConditionOperator(name), std::nullopt) << name;
  }
}

// One wrong letter anywhere, one too few and one too many.
TEST(ConditionOperator, EveryChangeOfALetterIsNoticed) {
  std::set<std::string> valid;
  for (const OperatorCase& row : kOperators) {
    for (const SetCase& set : kSets) {
      valid.insert(set.prefix + std::string(row.name));
      valid.insert(set.prefix + std::string(row.name) + "IfExists");
    }
  }
  for (const std::string& name : valid) {
    for (std::size_t at = 0; at < name.size(); ++at) {
      std::string changed = name;
      changed[at] ^= 0x20;
      EXPECT_EQ(ParseConditionOperator(changed), std::nullopt) << changed;
      std::string shorter = name;
      shorter.erase(at, 1);
      EXPECT_EQ(ParseConditionOperator(shorter), std::nullopt) << shorter;
      std::string longer = name;
      longer.insert(at, 1, name[at]);
      EXPECT_EQ(ParseConditionOperator(longer), std::nullopt) << longer;
    }
  }
}

}  // namespace
}  // namespace keyward::policy::language
