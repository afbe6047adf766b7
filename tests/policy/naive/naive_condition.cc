// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_condition.h"

#include <algorithm>
#include <vector>

#include "tests/policy/naive/naive_text.h"
#include "tests/policy/naive/naive_values.h"

namespace keyward::policy::naive {
namespace {

using language::Comparison;
using language::Condition;
using language::ConditionType;
using language::SetOperator;

// Rule 20: variables are substituted in string and ARN operators' values; rule 23: not in version
// 2008-10-17.
std::size_t VariablesFrom(ConditionType type, language::Version version) {
  const bool takes = type == ConditionType::kString || type == ConditionType::kArn;
  return takes && version == language::Version::k2012_10_17 ? 0 : kNoVariables;
}

Wildcards WildcardsOf(const Condition& condition) {
  if (condition.op.type == ConditionType::kArn) return Wildcards::kFree;
  return condition.op.comparison == Comparison::kLike ? Wildcards::kFree : Wildcards::kNone;
}

bool IsArn(std::string_view text) {
  return text.starts_with("arn:") && ArnSegments(text).size() == 6;
}

// Whether the operator can read what the context holds; if not, the element is undefined.
bool IsReadable(ConditionType type, std::string_view element) {
  switch (type) {
    case ConditionType::kString:
    case ConditionType::kNull:
      return true;
    case ConditionType::kNumeric:
      return ReadNumber(element).has_value();
    case ConditionType::kDate:
      return ReadInstant(element).has_value();
    case ConditionType::kBool:
      return ReadBool(element).has_value();
    case ConditionType::kBinary:
      return ReadBase64(element).has_value();
    case ConditionType::kIp:
      return ReadAddress(element).has_value();
    case ConditionType::kArn:
      return IsArn(element);
  }
  return false;
}

bool OrderFits(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::kLessThan:
      return order < 0;
    case Comparison::kLessThanEquals:
      return order <= 0;
    case Comparison::kGreaterThan:
      return order > 0;
    case Comparison::kGreaterThanEquals:
      return order >= 0;
    case Comparison::kEquals:
    case Comparison::kEqualsIgnoreCase:
    case Comparison::kLike:
      return order == 0;
  }
  return false;
}

// Splits a pattern at its first five colons, as ArnSegments splits an ARN.
std::vector<std::vector<Token>> PatternSegments(const std::vector<Token>& tokens) {
  std::vector<std::vector<Token>> segments(1);
  for (const Token& token : tokens) {
    if (token.Is(U':') && segments.size() < 6) {
      segments.emplace_back();
    } else {
      segments.back().push_back(token);
    }
  }
  return segments;
}

// Rule 31: segment by segment, wildcards inside a segment; a bare `*` matches any ARN.
bool ArnMatches(const std::vector<Token>& pattern, std::string_view arn) {
  if (pattern.size() == 1 && pattern.front().kind == Token::Kind::kStar) return true;
  const std::vector<std::vector<Token>> wanted = PatternSegments(pattern);
  const std::vector<std::string> actual = ArnSegments(arn);
  if (wanted.size() != 6 || actual.size() != 6) return false;
  for (std::size_t i = 0; i < 6; ++i) {
    if (!Matches(wanted[i], Characters(actual[i]))) return false;
  }
  return true;
}

// Rules 31 and 20: a string or ARN value, with variables and wildcards.
Kleene TextMatches(const Condition& condition, const std::string& raw, language::Version version,
                   const std::string& element, const engine::Context& context) {
  const bool ignore_case = condition.op.comparison == Comparison::kEqualsIgnoreCase;
  FilledValue filled =
      FillIn(raw, VariablesFrom(condition.op.type, version), WildcardsOf(condition), context);
  if (filled.resolved != Kleene::kTrue) return filled.resolved;  // rules 24 and 33
  if (condition.op.type == ConditionType::kArn) return Known(ArnMatches(filled.tokens, element));
  if (!ignore_case) return Known(Matches(filled.tokens, Characters(element)));
  for (Token& token : filled.tokens) {
    if (token.character >= U'A' && token.character <= U'Z') token.character += U'a' - U'A';
  }
  return Known(Matches(filled.tokens, Characters(Folded(element))));
}

// Whether one readable element of the context fits one value of the policy, negation aside.
Kleene ValueMatches(const Condition& condition, const std::string& raw, language::Version version,
                    const std::string& element, const engine::Context& context) {
  const Comparison comparison = condition.op.comparison;
  switch (condition.op.type) {
    case ConditionType::kString:
    case ConditionType::kArn:
      return TextMatches(condition, raw, version, element, context);
    case ConditionType::kNumeric: {
      const std::optional<Number> wanted = ReadNumber(raw);
      return Known(wanted && OrderFits(comparison, Compare(*ReadNumber(element), *wanted)));
    }
    case ConditionType::kDate: {
      const std::optional<Instant> wanted = ReadInstant(raw);
      return Known(wanted && OrderFits(comparison, *ReadInstant(element) <=> *wanted));
    }
    case ConditionType::kBool:
      return Known(ReadBool(raw) == ReadBool(element));
    case ConditionType::kBinary:
      return Known(ReadBase64(raw) == ReadBase64(element));
    case ConditionType::kIp: {
      const std::optional<Network> wanted = ReadNetwork(raw);
      return Known(wanted && Contains(*wanted, *ReadAddress(element)));
    }
    case ConditionType::kNull:
      return Kleene::kFalse;
  }
  return Kleene::kFalse;
}

// Rule 26: several values are OR; negated, NOR.
Kleene ElementMatches(const Condition& condition, language::Version version,
                      const std::string& element, const engine::Context& context) {
  if (!IsReadable(condition.op.type, element)) return Kleene::kUndefined;
  Kleene any = Kleene::kFalse;
  for (const language::Text& value : condition.values) {
    any = Or(any, ValueMatches(condition, value.value, version, element, context));
  }
  return condition.op.negated ? Not(any) : any;
}

// Rule 27: `Null` tests absence.
Kleene EvaluateNull(const Condition& condition, bool absent) {
  Kleene any = Kleene::kFalse;
  for (const language::Text& value : condition.values) {
    any = Or(any, Known(ReadBool(value.value) == absent));
  }
  return any;
}

// Rule 27: what an absent key gives.
Kleene EvaluateAbsent(const language::ConditionOperator& op) {
  switch (op.set) {
    case SetOperator::kForAnyValue:
      return Kleene::kFalse;
    case SetOperator::kForAllValues:
      return Kleene::kTrue;
    case SetOperator::kNone:
      return Known(op.if_exists || op.negated);
  }
  return Kleene::kFalse;
}

}  // namespace

Kleene EvaluateCondition(const Condition& condition, language::Version version,
                         const engine::Context& context) {
  const KeyValue key = FindKey(context, condition.key.value);
  if (key.state == KeyValue::State::kAmbiguous) return Kleene::kUndefined;  // rule 33
  const bool absent = key.state == KeyValue::State::kAbsent;
  if (condition.op.type == ConditionType::kNull) return EvaluateNull(condition, absent);
  if (absent) return EvaluateAbsent(condition.op);

  std::vector<Kleene> elements;
  for (const std::string& value : key.values) {
    elements.push_back(ElementMatches(condition, version, value, context));
  }
  Kleene any = Kleene::kFalse;
  Kleene all = Kleene::kTrue;
  for (Kleene element : elements) {
    any = Or(any, element);
    all = And(all, element);
  }
  switch (condition.op.set) {
    case SetOperator::kForAnyValue:  // rule 29
      return any;
    case SetOperator::kForAllValues:
      return all;
    case SetOperator::kNone:  // rule 28
      return key.state == KeyValue::State::kMultivalued ? Kleene::kUndefined : all;
  }
  return Kleene::kUndefined;
}

void AddMissingKeys(const Condition& condition, language::Version version,
                    const engine::Context& context, std::set<std::string>* missing) {
  const KeyValue key = FindKey(context, condition.key.value);
  if (key.state == KeyValue::State::kAbsent) missing->insert(condition.key.value);
  // Variables are asked for when a context value is compared with the value that holds them.
  const bool plain_on_set =
      key.state == KeyValue::State::kMultivalued && condition.op.set == SetOperator::kNone;
  const bool compared = std::any_of(
      key.values.begin(), key.values.end(),
      [&](const std::string& element) { return IsReadable(condition.op.type, element); });
  if (plain_on_set || !compared || condition.op.type == ConditionType::kNull) return;
  for (const language::Text& value : condition.values) {
    const FilledValue filled = FillIn(value.value, VariablesFrom(condition.op.type, version),
                                      WildcardsOf(condition), context);
    missing->insert(filled.absent_keys.begin(), filled.absent_keys.end());
  }
}

}  // namespace keyward::policy::naive
