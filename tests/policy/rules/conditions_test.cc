// SPDX-License-Identifier: Apache-2.0
//
// Rules 26 to 30: how operators, keys and values combine. Every operator, with and without IfExists
// and set operators, against a key in every state: the expectations are the two tables below.
#include <array>

#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class ConditionRule : public testing::TestWithParam<ConditionCase> {};
TEST_P(ConditionRule, HoldsOrNot) { CheckCondition(GetParam()); }

// A base operator with a policy value, a context value for which its positive sense is true, and
// two for which it is not.
struct Operator {
  std::string_view name;
  bool negated;
  std::string_view value;
  std::string_view same;
  std::array<std::string_view, 2> other;
};

constexpr Operator kOperators[] = {
    {"StringEquals", false, "a", "a", {"b", "A"}},
    {"StringNotEquals", true, "a", "a", {"b", "A"}},
    {"StringEqualsIgnoreCase", false, "a", "A", {"b", "aa"}},
    {"StringNotEqualsIgnoreCase", true, "a", "A", {"b", "aa"}},
    {"StringLike", false, "a*", "abc", {"b", "Abc"}},
    {"StringNotLike", true, "a*", "abc", {"b", "Abc"}},
    {"NumericEquals", false, "5", "5.0", {"6", "-5"}},
    {"NumericNotEquals", true, "5", "5.0", {"6", "-5"}},
    {"NumericLessThan", false, "5", "4", {"5", "6"}},
    {"NumericLessThanEquals", false, "5", "5", {"6", "7"}},
    {"NumericGreaterThan", false, "5", "6", {"5", "4"}},
    {"NumericGreaterThanEquals", false, "5", "5", {"4", "3"}},
    {"DateEquals", false, "2024-01-01", "2024-01-01T00:00:00Z", {"2024-01-02", "2023-12-31"}},
    {"DateNotEquals", true, "2024-01-01", "2024-01-01T00:00:00Z", {"2024-01-02", "2023-12-31"}},
    {"DateLessThan", false, "2024-01-01", "2023-12-31", {"2024-01-01", "2024-01-02"}},
    {"DateLessThanEquals", false, "2024-01-01", "2024-01-01", {"2024-01-02", "2025-01-01"}},
    {"DateGreaterThan", false, "2024-01-01", "2024-01-02", {"2024-01-01", "2023-12-31"}},
    {"DateGreaterThanEquals", false, "2024-01-01", "2024-01-01", {"2023-12-31", "2022-12-31"}},
    {"Bool", false, "true", "true", {"false", "False"}},
    {"BinaryEquals", false, "QUJD", "QUJD", {"QUJE", "QQ=="}},
    {"IpAddress", false, "203.0.113.0/24", "203.0.113.7", {"203.0.114.7", "2001:db8::1"}},
    {"NotIpAddress", true, "203.0.113.0/24", "203.0.113.7", {"203.0.114.7", "2001:db8::1"}},
    {"ArnEquals",
     false,
     "arn:aws:s3:::a*",
     "arn:aws:s3:::ab",
     {"arn:aws:s3:::b", "arn:aws:sns:::ab"}},
    {"ArnLike",
     false,
     "arn:aws:s3:::a*",
     "arn:aws:s3:::ab",
     {"arn:aws:s3:::b", "arn:aws:sns:::ab"}},
    {"ArnNotEquals",
     true,
     "arn:aws:s3:::a*",
     "arn:aws:s3:::ab",
     {"arn:aws:s3:::b", "arn:aws:sns:::ab"}},
    {"ArnNotLike",
     true,
     "arn:aws:s3:::a*",
     "arn:aws:s3:::ab",
     {"arn:aws:s3:::b", "arn:aws:sns:::ab"}},
};

// Prefix and suffix of an operator: the columns of the tables.
struct Form {
  std::string_view name;
  std::string_view prefix;
  std::string_view suffix;
};
constexpr Form kForms[] = {
    {"Plain", "", ""},
    {"IfExists", "", "IfExists"},
    {"ForAnyValue", "ForAnyValue:", ""},
    {"ForAnyValueIfExists", "ForAnyValue:", "IfExists"},
    {"ForAllValues", "ForAllValues:", ""},
    {"ForAllValuesIfExists", "ForAllValues:", "IfExists"},
};

// What the context holds under the key: the rows of the tables. `s` is the same, `o` and `p` the
// others; in parentheses for a multivalued key; "" for an absent one. T, F, U: true, false,
// undefined; one letter a form.
struct State {
  int rule;
  std::string_view name;
  std::string_view values;
  std::string_view positive;
  std::string_view negated;
};
constexpr State kStates[] = {
    {27, "Absent", "", "FTFFTT", "TTFFTT"},
    {27, "EmptyList", "()", "FTFFTT", "TTFFTT"},
    {31, "Same", "s", "TTTTTT", "FFFFFF"},
    {31, "Other", "o", "FFFFFF", "TTTTTT"},
    {28, "ListOfOneSame", "(s)", "UUTTTT", "UUFFFF"},
    {28, "ListOfOneOther", "(o)", "UUFFFF", "UUTTTT"},
    {29, "ListOfSame", "(ss)", "UUTTTT", "UUFFFF"},
    {29, "ListOfBoth", "(so)", "UUTTFF", "UUTTFF"},
    {29, "ListOfBothTurned", "(os)", "UUTTFF", "UUTTFF"},
    {29, "ListOfOthers", "(op)", "UUFFFF", "UUTTTT"},
};

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string ContextOf(const State& state, const Operator& op) {
  if (state.values.empty()) return "{}";
  std::string values;
  for (const char c : state.values) {
    if (c == '(' || c == ')') continue;
    if (!values.empty()) values += ",";
    values += Quoted(c == 's' ? op.same : op.other[c == 'o' ? 0 : 1]);
  }
  return "{\"a:k\":" + (state.values.starts_with('(') ? "[" + values + "]" : values) + "}";
}

Truth TruthOf(char letter) {
  return letter == 'T' ? Truth::kTrue : letter == 'U' ? Truth::kUndefined : Truth::kFalse;
}

ConditionCase MakeCase(const Operator& op, std::size_t form_index, const State& state) {
  const Form& form = kForms[form_index];
  const bool absent = state.values.empty() || state.values == "()";
  const std::string operation =
      std::string(form.prefix) + std::string(op.name) + std::string(form.suffix);
  ConditionCase row;
  row.name = Keep("R" + std::to_string(state.rule) + "_" + std::string(op.name) + "_" +
                  std::string(form.name) + "_" + std::string(state.name));
  row.condition = Keep("{" + Quoted(operation) + ":{\"a:k\":" + Quoted(op.value) + "}}");
  row.context = Keep(ContextOf(state, op));
  row.truth = TruthOf((op.negated ? state.negated : state.positive)[form_index]);
  row.missing = absent ? "a:k" : "";
  return row;
}

std::vector<ConditionCase> EveryOperator() {
  std::vector<ConditionCase> rows;
  for (const Operator& op : kOperators) {
    for (std::size_t form = 0; form < std::size(kForms); ++form) {
      for (const State& state : kStates) rows.push_back(MakeCase(op, form, state));
    }
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(EveryOperator, ConditionRule, testing::ValuesIn(EveryOperator()),
                         CaseName<ConditionCase>);

// A value list `[]`, key present: false for positive operators, true for negated ones.
std::vector<ConditionCase> EmptyLists() {
  std::vector<ConditionCase> rows;
  for (const Operator& op : kOperators) {
    for (const Form& form : kForms) {
      const bool set = !form.prefix.empty();
      ConditionCase row;
      row.name = Keep("R30_EmptyValueList_" + std::string(op.name) + "_" + std::string(form.name));
      row.condition = Keep("{\"" + std::string(form.prefix) + std::string(op.name) +
                           std::string(form.suffix) + "\":{\"a:k\":[]}}");
      row.context =
          Keep(set ? "{\"a:k\":[" + Quoted(op.same) + "]}" : "{\"a:k\":" + Quoted(op.same) + "}");
      row.truth = op.negated ? Truth::kTrue : Truth::kFalse;
      rows.push_back(row);
    }
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(EmptyLists, ConditionRule, testing::ValuesIn(EmptyLists()),
                         CaseName<ConditionCase>);

constexpr std::string_view kTwoKeys = R"({"a:k":"x","a:l":"y"})";

const ConditionCase kCombinations[] = {
    {"R26_TwoOperatorsBothHold", R"({"StringEquals":{"a:k":"x"},"StringLike":{"a:l":"y*"}})",
     kTwoKeys, Truth::kTrue},
    {"R26_TwoOperatorsFirstFails", R"({"StringEquals":{"a:k":"z"},"StringLike":{"a:l":"y*"}})",
     kTwoKeys, Truth::kFalse},
    {"R26_TwoOperatorsSecondFails", R"({"StringEquals":{"a:k":"x"},"StringLike":{"a:l":"z*"}})",
     kTwoKeys, Truth::kFalse},
    {"R26_TwoOperatorsOnOneKey",
     R"({"NumericGreaterThan":{"a:k":"1"},"NumericLessThan":{"a:k":"3"}})", R"({"a:k":"2"})",
     Truth::kTrue},
    {"R26_TwoOperatorsOnOneKeyOutOfRange",
     R"({"NumericGreaterThan":{"a:k":"1"},"NumericLessThan":{"a:k":"3"}})", R"({"a:k":"3"})",
     Truth::kFalse},
    {"R26_TwoKeysBothHold", R"({"StringEquals":{"a:k":"x","a:l":"y"}})", kTwoKeys, Truth::kTrue},
    {"R26_TwoKeysFirstFails", R"({"StringEquals":{"a:k":"z","a:l":"y"}})", kTwoKeys, Truth::kFalse},
    {"R26_TwoKeysSecondFails", R"({"StringEquals":{"a:k":"x","a:l":"z"}})", kTwoKeys,
     Truth::kFalse},
    {"R26_TwoKeysSecondAbsent", R"({"StringEquals":{"a:k":"x","a:m":"z"}})", kTwoKeys,
     Truth::kFalse, "a:m"},
    {"R26_ValuesAreOrFirst", R"({"StringEquals":{"a:k":["x","z"]}})", kTwoKeys, Truth::kTrue},
    {"R26_ValuesAreOrLast", R"({"StringEquals":{"a:k":["z","x"]}})", kTwoKeys, Truth::kTrue},
    {"R26_ValuesAreOrNone", R"({"StringEquals":{"a:k":["z","w"]}})", kTwoKeys, Truth::kFalse},
    {"R26_ValuesAreNorFirst", R"({"StringNotEquals":{"a:k":["x","z"]}})", kTwoKeys, Truth::kFalse},
    {"R26_ValuesAreNorLast", R"({"StringNotEquals":{"a:k":["z","x"]}})", kTwoKeys, Truth::kFalse},
    {"R26_ValuesAreNorNone", R"({"StringNotEquals":{"a:k":["z","w"]}})", kTwoKeys, Truth::kTrue},
    {"R26_NumericValuesAreOr", R"({"NumericLessThan":{"a:k":["1","9"]}})", R"({"a:k":"5"})",
     Truth::kTrue},
    {"R26_NumericValuesAreNor", R"({"NumericNotEquals":{"a:k":["5","9"]}})", R"({"a:k":"5"})",
     Truth::kFalse},
    {"R26_IpValuesAreNor", R"({"NotIpAddress":{"a:k":["10.0.0.0/8","192.168.0.0/16"]}})",
     R"({"a:k":"192.168.1.1"})", Truth::kFalse},
    {"R26_UndefinedAndFalseIsFalse", R"({"StringEquals":{"a:k":"x","a:l":"z"}})",
     R"({"a:k":["x"],"a:l":"y"})", Truth::kFalse},
    {"R26_UndefinedAndTrueIsUndefined", R"({"StringEquals":{"a:k":"x","a:l":"y"}})",
     R"({"a:k":["x"],"a:l":"y"})", Truth::kUndefined},
    {"R27_NullTrueAbsent", R"({"Null":{"a:k":"true"}})", "{}", Truth::kTrue, "a:k"},
    {"R27_NullTruePresent", R"({"Null":{"a:k":"true"}})", kTwoKeys, Truth::kFalse},
    {"R27_NullFalseAbsent", R"({"Null":{"a:k":"false"}})", "{}", Truth::kFalse, "a:k"},
    {"R27_NullFalsePresent", R"({"Null":{"a:k":"false"}})", kTwoKeys, Truth::kTrue},
    {"R27_NullOfAJsonBoolean", R"({"Null":{"a:k":true}})", "{}", Truth::kTrue, "a:k"},
    {"R27_NullInAnyCase", R"({"Null":{"a:k":"TRUE"}})", "{}", Truth::kTrue, "a:k"},
    {"R27_NullTrueOfAnEmptyList", R"({"Null":{"a:k":"true"}})", R"({"a:k":[]})", Truth::kTrue,
     "a:k"},
    {"R27_NullFalseOfAnEmptyList", R"({"Null":{"a:k":"false"}})", R"({"a:k":[]})", Truth::kFalse,
     "a:k"},
    {"R27_NullTrueOfAnEmptyString", R"({"Null":{"a:k":"true"}})", R"({"a:k":""})", Truth::kFalse},
    {"R27_NullFalseOfAList", R"({"Null":{"a:k":"false"}})", R"({"a:k":["x","y"]})", Truth::kTrue},
    {"R27_NullOfBoth", R"({"Null":{"a:k":["true","false"]}})", "{}", Truth::kTrue, "a:k"},
    {"R27_NullGuardsForAllValues",
     R"({"Null":{"a:k":"false"},"ForAllValues:StringEquals":{"a:k":"x"}})", R"({"a:k":[]})",
     Truth::kFalse, "a:k"},
    {"R28_PlainOnAList", R"({"StringEquals":{"a:k":"x"}})", R"({"a:k":["x","y"]})",
     Truth::kUndefined},
    {"R28_NegatedOnAList", R"({"StringNotEquals":{"a:k":"z"}})", R"({"a:k":["x","y"]})",
     Truth::kUndefined},
    {"R28_SetOperatorOnASingleValue", R"({"ForAnyValue:StringEquals":{"a:k":"x"}})",
     R"({"a:k":"x"})", Truth::kTrue},
    {"R29_AnyNotEqualsOfBothIsTrue", R"({"ForAnyValue:StringNotEquals":{"a:k":"a"}})",
     R"({"a:k":["a","b"]})", Truth::kTrue},
    {"R29_AllNotEqualsOfBothIsFalse", R"({"ForAllValues:StringNotEquals":{"a:k":"a"}})",
     R"({"a:k":["a","b"]})", Truth::kFalse},
    {"R29_AllEqualsOfASubset", R"({"ForAllValues:StringEquals":{"a:k":["a","b","c"]}})",
     R"({"a:k":["a","b"]})", Truth::kTrue},
    {"R29_AllEqualsOfMore", R"({"ForAllValues:StringEquals":{"a:k":["a","b"]}})",
     R"({"a:k":["a","b","c"]})", Truth::kFalse},
    {"R29_AnyNotEqualsOfAllListed", R"({"ForAnyValue:StringNotEquals":{"a:k":["a","b"]}})",
     R"({"a:k":["a","b"]})", Truth::kFalse},
    {"R29_AnyWithOneUnreadableAndOneTrue", R"({"ForAnyValue:NumericEquals":{"a:k":"1"}})",
     R"({"a:k":["x","1"]})", Truth::kTrue},
    {"R29_AnyWithOneUnreadableAndOneFalse", R"({"ForAnyValue:NumericEquals":{"a:k":"1"}})",
     R"({"a:k":["x","2"]})", Truth::kUndefined},
    {"R29_AllWithOneUnreadableAndOneFalse", R"({"ForAllValues:NumericEquals":{"a:k":"1"}})",
     R"({"a:k":["x","2"]})", Truth::kFalse},
    {"R29_AllWithOneUnreadableAndOneTrue", R"({"ForAllValues:NumericEquals":{"a:k":"1"}})",
     R"({"a:k":["x","1"]})", Truth::kUndefined},
    {"R30_EmptyConditionHolds", "{}", "{}", Truth::kTrue},
    {"R30_OperatorWithoutKeysHolds", R"({"StringEquals":{}})", "{}", Truth::kTrue},
    {"R30_EmptyListKeyAbsent", R"({"StringEquals":{"a:k":[]}})", "{}", Truth::kFalse, "a:k"},
    {"R30_EmptyListKeyAbsentNegated", R"({"StringNotEquals":{"a:k":[]}})", "{}", Truth::kTrue,
     "a:k"},
    {"R30_EmptyListOfNull", R"({"Null":{"a:k":[]}})", "{}", Truth::kFalse, "a:k"},
};
INSTANTIATE_TEST_SUITE_P(Combinations, ConditionRule, testing::ValuesIn(kCombinations),
                         CaseName<ConditionCase>);

}  // namespace
}  // namespace keyward::policy::rules
