// SPDX-License-Identifier: Apache-2.0
//
// Operators against single values, sets and absent keys; what cannot be compared is undefined.
#include "policy/match/condition.h"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/encoding.h"
#include "policy/match/hash.h"
#include "policy/match/pattern_builder.h"
#include "tests/policy/language/case_name.h"

namespace keyward::policy::match {
namespace {

using enum Truth;
using language::Comparison;
using language::ConditionType;
using Strings = std::vector<std::string>;

// One condition on `aws:key`, compiled.
class Compiled {
 public:
  Compiled(std::string_view op, const Strings& values) {
    condition_.op = *language::ParseConditionOperator(op);
    condition_.value_count = static_cast<std::uint32_t>(values.size());
    tables_.keys.push_back({"aws:key", "aws:key", Hash("aws:key")});
    for (const std::string& value : values) Add(value);
  }

  ConditionOutcome Match(const Context& context) const {
    return MatchCondition(condition_, tables_, {tokens_, variables_}, context, nullptr);
  }

 private:
  void Add(const std::string& value) {
    switch (condition_.op.type) {
      case ConditionType::kString:
      case ConditionType::kArn:
        return AddPattern(value);
      case ConditionType::kNumeric:
        return tables_.decimals.push_back(*language::Decimal::Parse(value));
      case ConditionType::kDate:
        return tables_.dates.push_back(*language::DateTime::Parse(value));
      case ConditionType::kIp:
        return tables_.networks.push_back(*language::IpNetwork::Parse(value));
      case ConditionType::kBinary:
        return tables_.binaries.push_back(pool_.Intern(value));
      case ConditionType::kBool:
      case ConditionType::kNull:
        return tables_.booleans.push_back(core::EqualsIgnoreCase(value, "true"));
    }
  }

  void AddPattern(const std::string& value) {
    const bool arn = condition_.op.type == ConditionType::kArn && value != "*";
    const bool like = condition_.op.comparison == Comparison::kLike;
    const Wildcards wildcards = arn ? Wildcards::kArn : like ? Wildcards::kPlain : Wildcards::kNone;
    tables_.patterns.push_back(builder_.WithVariables(value, 0, wildcards));
  }

  TextPool pool_;
  std::vector<Token> tokens_;
  std::vector<Variable> variables_;
  PatternBuilder builder_{&pool_, &tokens_, &variables_};
  ConditionTables tables_;
  Condition condition_;
};

struct SingleCase {
  std::string_view op;
  Strings values;
  const char* element;  // null: the key is absent
  Truth truth;
};

const SingleCase kSingles[] = {
    {"StringEquals", {"a", "b"}, "b", kTrue},
    {"StringEquals", {"a", "b"}, "B", kFalse},
    {"StringEquals", {"a*"}, "ab", kFalse},
    {"StringEquals", {""}, "", kTrue},
    {"StringEquals", {}, "a", kFalse},
    {"StringNotEquals", {"a", "b"}, "b", kFalse},
    {"StringNotEquals", {"a", "b"}, "c", kTrue},
    {"StringNotEquals", {}, "a", kTrue},
    {"StringEqualsIgnoreCase", {"aBc"}, "AbC", kTrue},
    {"StringEqualsIgnoreCase", {"\xC3\x89"}, "\xC3\xA9", kFalse},
    {"StringNotEqualsIgnoreCase", {"aBc"}, "AbC", kFalse},
    {"StringLike", {"a*c", "x?"}, "abbc", kTrue},
    {"StringLike", {"a*"}, "A", kFalse},
    {"StringNotLike", {"a*c", "x?"}, "xy", kFalse},
    {"NumericEquals", {"1.0"}, "1", kTrue},
    {"NumericEquals", {"9223372036854775807"}, "9223372036854775806", kFalse},
    {"NumericEquals", {"1"}, "1x", kUndefined},
    {"NumericNotEquals", {"1"}, "2", kTrue},
    {"NumericNotEquals", {"1"}, "", kUndefined},
    {"NumericNotEquals", {}, "one", kUndefined},
    {"NumericLessThan", {"10"}, "9", kTrue},
    {"NumericLessThan", {"10"}, "10", kFalse},
    {"NumericLessThanEquals", {"10"}, "10", kTrue},
    {"NumericGreaterThan", {"10"}, "10", kFalse},
    {"NumericGreaterThan", {"20", "10"}, "11", kTrue},
    {"NumericGreaterThanEquals", {"10"}, "10", kTrue},
    {"DateEquals", {"2024-01-01T00:00:00Z"}, "1704067200", kTrue},
    {"DateNotEquals", {"2024"}, "1704067201", kTrue},
    {"DateLessThan", {"2024"}, "2023-12-31T23:59:59.999Z", kTrue},
    {"DateLessThanEquals", {"2024"}, "2024-01-01T01:00+01:00", kTrue},
    {"DateGreaterThan", {"2024"}, "2024", kFalse},
    {"DateGreaterThanEquals", {"2024"}, "2024-01-01", kTrue},
    {"DateGreaterThan", {"2024"}, "tomorrow", kUndefined},
    {"Bool", {"true"}, "TRUE", kTrue},
    {"Bool", {"true"}, "false", kFalse},
    {"Bool", {"true", "false"}, "False", kTrue},
    {"Bool", {"true"}, "1", kUndefined},
    {"BinaryEquals", {"QUI="}, "QUI=", kTrue},
    {"BinaryEquals", {"QUI="}, "QUJD", kFalse},
    {"BinaryEquals", {"QUI="}, "QUI", kUndefined},
    {"BinaryEquals", {""}, "", kTrue},
    {"IpAddress", {"10.0.0.0/8", "::/0"}, "10.1.2.3", kTrue},
    {"IpAddress", {"10.0.0.0/8"}, "11.0.0.1", kFalse},
    {"IpAddress", {"0.0.0.0/0"}, "2001:db8::1", kFalse},
    {"IpAddress", {"10.0.0.0/8"}, "::ffff:10.1.2.3", kTrue},
    {"IpAddress", {"10.0.0.0/8"}, "10.0.0.0/8", kUndefined},
    {"NotIpAddress", {"10.0.0.0/8"}, "11.0.0.1", kTrue},
    {"NotIpAddress", {"10.0.0.0/8"}, "not an address", kUndefined},
    {"ArnEquals", {"arn:aws:s3:::b*"}, "arn:aws:s3:::bucket", kTrue},
    {"ArnLike", {"arn:aws:*:b"}, "arn:aws:s3:::b", kFalse},
    {"ArnLike", {"*"}, "arn:aws:s3:::b", kTrue},
    {"ArnLike", {"*"}, "bucket", kUndefined},
    {"ArnLike", {"arn:aws:s3"}, "arn:aws:s3:::b", kFalse},
    {"ArnNotEquals", {"arn:aws:s3:::b"}, "arn:aws:s3:::c", kTrue},
    {"ArnNotLike", {"arn:aws:s3:::b"}, "bucket", kUndefined},
    {"Null", {"true"}, "x", kFalse},
    {"Null", {"false"}, "x", kTrue},
    {"Null", {"false"}, "", kTrue},
    {"Null", {"TRUE", "false"}, "x", kTrue},
    {"Null", {}, "x", kFalse},
    // Absent keys.
    {"StringEquals", {"a"}, nullptr, kFalse},
    {"StringNotEquals", {"a"}, nullptr, kTrue},
    {"NumericNotEquals", {"1"}, nullptr, kTrue},
    {"NumericLessThan", {"1"}, nullptr, kFalse},
    {"NotIpAddress", {"10.0.0.1"}, nullptr, kTrue},
    {"ArnNotLike", {"*"}, nullptr, kTrue},
    {"Bool", {"false"}, nullptr, kFalse},
    {"StringEqualsIfExists", {"a"}, nullptr, kTrue},
    {"StringNotEqualsIfExists", {"a"}, nullptr, kTrue},
    {"StringEqualsIfExists", {"a"}, "b", kFalse},
    {"BoolIfExists", {"true"}, "maybe", kUndefined},
    {"ForAnyValue:StringEquals", {"a"}, nullptr, kFalse},
    {"ForAnyValue:StringNotEquals", {"a"}, nullptr, kFalse},
    {"ForAnyValue:StringEqualsIfExists", {"a"}, nullptr, kFalse},
    {"ForAllValues:StringEquals", {"a"}, nullptr, kTrue},
    {"ForAllValues:StringNotEqualsIfExists", {"a"}, nullptr, kTrue},
    {"Null", {"true"}, nullptr, kTrue},
    {"Null", {"false"}, nullptr, kFalse},
    // A set operator takes a single value as a set of one.
    {"ForAnyValue:StringEquals", {"a"}, "a", kTrue},
    {"ForAllValues:StringEquals", {"a"}, "b", kFalse},
    // Variables.
    {"StringEquals", {"${aws:name}"}, "alice", kTrue},
    {"StringLike", {"${aws:name}*"}, "alice2", kTrue},
    {"StringEquals", {"${aws:absent}"}, "alice", kFalse},
    {"StringNotEquals", {"${aws:absent}"}, "alice", kTrue},
    {"StringEquals", {"${aws:absent}", "alice"}, "alice", kTrue},
    {"StringNotEquals", {"${aws:absent, 'x'}"}, "x", kFalse},
    {"StringEquals", {"${aws:two}"}, "alice", kUndefined},
    {"StringNotEquals", {"${aws:two}"}, "alice", kUndefined},
    {"StringEquals", {"${aws:two}", "alice"}, "alice", kTrue},
    {"StringNotEquals", {"${aws:two}", "alice"}, "alice", kFalse},
    {"StringEqualsIgnoreCase", {"${aws:name}"}, "ALICE", kTrue},
    {"ArnLike", {"arn:aws:iam::*:user/${aws:name}"}, "arn:aws:iam::1:user/alice", kTrue},
};

Context TestContext() {
  Context context;
  context.Set("aws:name", "alice");
  context.Set("aws:two", "1");
  context.Set("aws:TWO", "2");
  return context;
}

std::ostream& operator<<(std::ostream& out, const SingleCase& row) {
  out << row.op;
  for (const std::string& value : row.values) out << " `" << value << "`";
  return out << " and " << (row.element == nullptr ? "nothing" : row.element);
}

TEST(MatchCondition, ComparesSingleValues) {
  for (const SingleCase& row : kSingles) {
    Context context = TestContext();
    if (row.element != nullptr) context.Set("AWS:Key", row.element);
    const ConditionOutcome outcome = Compiled(row.op, row.values).Match(context);
    EXPECT_EQ(outcome.truth, row.truth) << row;
    EXPECT_EQ(outcome.entry != nullptr, row.element != nullptr) << row;
    EXPECT_EQ(outcome.undefined_because.empty(), row.truth != kUndefined) << row;
  }
}

struct SetCase {
  std::string_view op;
  Strings values;
  Strings elements;
  Truth truth;
};

const SetCase kSets[] = {
    {"ForAnyValue:StringEquals", {"a"}, {"a", "b"}, kTrue},
    {"ForAnyValue:StringEquals", {"c"}, {"a", "b"}, kFalse},
    {"ForAllValues:StringEquals", {"a", "b", "c"}, {"a", "b"}, kTrue},
    {"ForAllValues:StringEquals", {"a"}, {"a", "b"}, kFalse},
    {"ForAnyValue:StringNotEquals", {"a"}, {"a", "b"}, kTrue},
    {"ForAnyValue:StringNotEquals", {"a", "b"}, {"a", "b"}, kFalse},
    {"ForAllValues:StringNotEquals", {"a"}, {"a", "b"}, kFalse},
    {"ForAllValues:StringNotEquals", {"c"}, {"a", "b"}, kTrue},
    {"ForAnyValue:StringLike", {"x*"}, {"a", "xy"}, kTrue},
    {"ForAllValues:StringEqualsIgnoreCase", {"A", "B"}, {"a", "b"}, kTrue},
    {"ForAnyValue:StringEquals", {}, {"a"}, kFalse},
    {"ForAnyValue:StringNotEquals", {}, {"a"}, kTrue},
    {"ForAllValues:StringEquals", {}, {"a"}, kFalse},
    // An empty set is an absent key.
    {"ForAnyValue:StringEquals", {"a"}, {}, kFalse},
    {"ForAllValues:StringEquals", {"a"}, {}, kTrue},
    {"StringEquals", {"a"}, {}, kFalse},
    {"StringNotEquals", {"a"}, {}, kTrue},
    {"StringEqualsIfExists", {"a"}, {}, kTrue},
    {"Null", {"true"}, {}, kTrue},
    {"Null", {"true"}, {"a"}, kFalse},
    // A plain operator on a set cannot be decided.
    {"StringEquals", {"a"}, {"a"}, kUndefined},
    {"StringNotEquals", {"a"}, {"b"}, kUndefined},
    {"StringEqualsIfExists", {"a"}, {"a"}, kUndefined},
    // An element that cannot be read, unless another decides.
    {"ForAnyValue:NumericEquals", {"1"}, {"x", "1"}, kTrue},
    {"ForAnyValue:NumericEquals", {"1"}, {"x", "2"}, kUndefined},
    {"ForAllValues:NumericEquals", {"1"}, {"x", "2"}, kFalse},
    {"ForAllValues:NumericEquals", {"1"}, {"x", "1"}, kUndefined},
    {"ForAnyValue:NumericNotEquals", {"1"}, {"x", "2"}, kTrue},
    {"ForAllValues:NumericNotEquals", {"1"}, {"1", "x"}, kFalse},
    {"ForAllValues:NumericNotEquals", {"1"}, {"2", "x"}, kUndefined},
    {"ForAnyValue:ArnLike", {"*"}, {"x", "arn:aws:s3:::b"}, kTrue},
    {"ForAllValues:IpAddress", {"10.0.0.0/8"}, {"10.0.0.1", "10.0.0.2"}, kTrue},
};

TEST(MatchCondition, ComparesSets) {
  for (const SetCase& row : kSets) {
    Context context;
    context.SetMultivalued("aws:key", row.elements);
    const ConditionOutcome outcome = Compiled(row.op, row.values).Match(context);
    EXPECT_EQ(outcome.truth, row.truth) << row.op << " " << testing::PrintToString(row.elements);
    EXPECT_EQ(outcome.undefined_because.empty(), row.truth != kUndefined) << row.op;
  }
}

TEST(MatchCondition, AKeyInTwoSpellingsIsUndefinedForEveryOperator) {
  Context context;
  context.Set("aws:key", "a");
  context.Set("aws:Key", "a");
  for (const std::string_view op :
       {"StringEquals", "StringNotEquals", "StringEqualsIfExists", "Null",
        "ForAnyValue:StringEquals", "ForAllValues:StringLike"}) {
    const Strings values = {op == "Null" ? "false" : "a"};
    const ConditionOutcome outcome = Compiled(op, values).Match(context);
    EXPECT_EQ(outcome.truth, kUndefined) << op;
    EXPECT_EQ(outcome.undefined_because, "the context holds the key in two spellings");
  }
}

// The negated operators say the opposite of the others wherever either says anything.
TEST(MatchCondition, NegatedOperatorsAreOpposites) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {"StringEquals", "StringNotEquals"}, {"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"},
      {"StringLike", "StringNotLike"},     {"NumericEquals", "NumericNotEquals"},
      {"DateEquals", "DateNotEquals"},     {"IpAddress", "NotIpAddress"},
      {"ArnEquals", "ArnNotEquals"},       {"ArnLike", "ArnNotLike"},
  };
  for (const auto& [positive, negated] : pairs) {
    const auto type = language::ParseConditionOperator(positive)->type;
    const bool ip = type == ConditionType::kIp;
    for (const char* element : {"1", "2024", "10.0.0.1", "arn:aws:s3:::b", "x", ""}) {
      Context context;
      context.Set("aws:key", element);
      const Strings values = {ip ? "10.0.0.1" : "2024"};
      EXPECT_EQ(Not(Compiled(positive, values).Match(context).truth),
                Compiled(negated, values).Match(context).truth)
          << positive << " " << element;
    }
  }
}

}  // namespace
}  // namespace keyward::policy::match
