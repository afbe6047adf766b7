// SPDX-License-Identifier: Apache-2.0
#include "policy/match/condition.h"

#include <compare>
#include <optional>

#include "core/arn.h"
#include "core/encoding.h"

namespace keyward::policy::match {
namespace {

using language::Comparison;
using language::ConditionType;
using language::SetOperator;

bool Compares(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::kEquals:
    case Comparison::kEqualsIgnoreCase:
    case Comparison::kLike:
      return order == 0;
    case Comparison::kLessThan:
      return order < 0;
    case Comparison::kLessThanEquals:
      return order <= 0;
    case Comparison::kGreaterThan:
      return order > 0;
    case Comparison::kGreaterThanEquals:
      return order >= 0;
  }
  return false;
}

std::optional<bool> ParseBool(std::string_view text) {
  if (core::EqualsIgnoreCase(text, "true")) return true;
  if (core::EqualsIgnoreCase(text, "false")) return false;
  return std::nullopt;
}

// Compares one value of the context with those of a condition, not yet negated.
class ElementMatcher {
 public:
  ElementMatcher(const Condition& condition, const ConditionTables& tables,
                 const PatternTables& patterns, const Context& context, VariableListener* listener)
      : condition_(condition),
        tables_(tables),
        patterns_(patterns),
        context_(context),
        listener_(listener) {}

  Truth Match(std::string_view element) const {
    switch (condition_.op.type) {
      case ConditionType::kString:
        return MatchPatterns(element);
      case ConditionType::kArn:
        return core::Arn::Split(element) ? MatchPatterns(element) : Truth::kUndefined;
      case ConditionType::kNumeric:
        return MatchOrdered(language::Decimal::Parse(element), tables_.decimals);
      case ConditionType::kDate:
        return MatchOrdered(language::DateTime::Parse(element), tables_.dates);
      case ConditionType::kBool:
        return MatchBool(element);
      case ConditionType::kBinary:
        return MatchBinary(element);
      case ConditionType::kIp:
        return MatchAddress(element);
      case ConditionType::kNull:
        break;
    }
    return Truth::kUndefined;
  }

 private:
  template <typename Test>
  Truth AnyValue(Test&& test) const {
    for (std::uint32_t i = 0; i < condition_.value_count; ++i) {
      if (test(condition_.first_value + i)) return Truth::kTrue;
    }
    return Truth::kFalse;
  }

  Truth MatchPatterns(std::string_view element) const {
    const bool ignore_case = condition_.op.comparison == Comparison::kEqualsIgnoreCase;
    Truth truth = Truth::kFalse;
    for (std::uint32_t i = 0; i < condition_.value_count; ++i) {
      const Pattern& pattern = tables_.patterns[condition_.first_value + i];
      const MatchResult result =
          ignore_case ? MatchIgnoringCase(pattern, patterns_, element, context_, listener_)
                      : MatchPattern(pattern, patterns_, element, context_, listener_);
      if (result == MatchResult::kYes) truth = Truth::kTrue;
      if (result == MatchResult::kAmbiguous) truth = Or(truth, Truth::kUndefined);
      if (truth == Truth::kTrue && listener_ == nullptr) break;
    }
    return truth;
  }

  template <typename T>
  Truth MatchOrdered(const std::optional<T>& element, const std::vector<T>& values) const {
    if (!element) return Truth::kUndefined;
    return AnyValue([&](std::uint32_t i) {
      return Compares(condition_.op.comparison, *element <=> values[i]);
    });
  }

  Truth MatchBool(std::string_view text) const {
    const std::optional<bool> element = ParseBool(text);
    if (!element) return Truth::kUndefined;
    return AnyValue([&](std::uint32_t i) { return tables_.booleans[i] == *element; });
  }

  // Strict base64 has one text for each byte string, so comparing texts compares the decoded bytes.
  Truth MatchBinary(std::string_view element) const {
    if (!core::IsBase64(element)) return Truth::kUndefined;
    return AnyValue([&](std::uint32_t i) { return tables_.binaries[i] == element; });
  }

  Truth MatchAddress(std::string_view text) const {
    const std::optional<language::IpNetwork> element = language::IpNetwork::ParseAddress(text);
    if (!element) return Truth::kUndefined;
    return AnyValue([&](std::uint32_t i) { return tables_.networks[i].Contains(*element); });
  }

  const Condition& condition_;
  const ConditionTables& tables_;
  const PatternTables& patterns_;
  const Context& context_;
  VariableListener* listener_;
};

Truth MatchAbsent(const language::ConditionOperator& op) {
  if (op.set == SetOperator::kForAnyValue) return Truth::kFalse;
  if (op.set == SetOperator::kForAllValues || op.if_exists) return Truth::kTrue;
  return ToTruth(op.negated);
}

Truth MatchNull(const Condition& condition, const ConditionTables& tables, bool absent) {
  for (std::uint32_t i = 0; i < condition.value_count; ++i) {
    if (tables.booleans[condition.first_value + i] == absent) return Truth::kTrue;
  }
  return Truth::kFalse;
}

std::string_view NotReadable(ConditionType type) {
  switch (type) {
    case ConditionType::kNumeric:
      return "the context value is not a number";
    case ConditionType::kDate:
      return "the context value is not a date";
    case ConditionType::kBool:
      return "the context value is not a boolean";
    case ConditionType::kBinary:
      return "the context value is not base64";
    case ConditionType::kIp:
      return "the context value is not an IP address";
    case ConditionType::kArn:
      return "the context value is not an ARN, or a variable's key is given in two spellings";
    case ConditionType::kString:
    case ConditionType::kNull:
      break;
  }
  return "a variable's key is given in two spellings";
}

Truth MatchValues(const Condition& condition, const ElementMatcher& matcher,
                  std::span<const std::string> elements, bool exhaustive) {
  const bool any = condition.op.set != SetOperator::kForAllValues;
  const Truth decisive = any ? Truth::kTrue : Truth::kFalse;
  Truth truth = Not(decisive);
  for (const std::string& element : elements) {
    Truth one = matcher.Match(element);
    if (condition.op.negated) one = Not(one);
    truth = any ? Or(truth, one) : And(truth, one);
    if (truth == decisive && !exhaustive) break;
  }
  return truth;
}

}  // namespace

ConditionOutcome MatchCondition(const Condition& condition, const ConditionTables& tables,
                                const PatternTables& patterns, const Context& context,
                                VariableListener* listener) {
  ConditionOutcome outcome;
  const ConditionKey& key = tables.keys[condition.key];
  outcome.entry = context.Find(key.folded, key.hash);
  if (outcome.entry != nullptr && outcome.entry->ambiguous) {
    outcome.truth = Truth::kUndefined;
    outcome.undefined_because = "the context holds the key in two spellings";
  } else if (condition.op.type == ConditionType::kNull) {
    outcome.truth = MatchNull(condition, tables, outcome.entry == nullptr);
  } else if (outcome.entry == nullptr) {
    outcome.truth = MatchAbsent(condition.op);
  } else if (condition.op.set == SetOperator::kNone && outcome.entry->multivalued) {
    outcome.truth = Truth::kUndefined;
    outcome.undefined_because = "the key is multivalued and the operator is not a set operator";
  } else {
    const ElementMatcher matcher(condition, tables, patterns, context, listener);
    outcome.truth = MatchValues(condition, matcher, outcome.entry->values, listener != nullptr);
    if (outcome.truth == Truth::kUndefined)
      outcome.undefined_because = NotReadable(condition.op.type);
  }
  return outcome;
}

}  // namespace keyward::policy::match
