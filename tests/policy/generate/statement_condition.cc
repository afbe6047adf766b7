// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "tests/policy/generate/statement_text.h"

namespace keyward::policy::naive {
namespace {

using language::ConditionType;

std::string Respelt(std::string key, Entropy& entropy) {
  if (!entropy.Chance(15)) return key;
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

// A key for the operator: one of the context, one of the same type, or any.
const ContextDraft* PresentKey(ConditionType type, const RequestDraft& scene, Entropy& entropy) {
  std::vector<const ContextDraft*> candidates;
  for (const ContextDraft& entry : scene.context) {
    if (entry.type == type || type == ConditionType::kNull) candidates.push_back(&entry);
  }
  return candidates.empty() ? nullptr : entropy.Pick(candidates);
}

std::string AnyKey(ConditionType type, Entropy& entropy) {
  std::vector<std::string> candidates;
  for (const KeyWord& word : KeyWords()) {
    if (word.type == type || entropy.Chance(5)) candidates.emplace_back(word.key);
  }
  return candidates.empty() ? "aws:username" : entropy.Pick(candidates);
}

// A value of a string operator that is near a value of the context.
std::string NearText(const std::string& actual, const RequestDraft& scene, Entropy& entropy) {
  // Half a variable would be an error.
  if (actual.find("${") != std::string::npos) return actual;
  const auto size = static_cast<std::uint32_t>(actual.size());
  switch (entropy.Below(6)) {
    case 0:
      return "*";
    case 1: {
      std::size_t at = entropy.Below(size + 1);
      while (at < size && (actual[at] & 0xC0) == 0x80) ++at;
      return actual.substr(0, at) + "*";
    }
    case 2: {
      std::string changed = actual;
      if (size == 0) return changed;
      const std::uint32_t at = entropy.Below(size);
      if ((changed[at] & 0x80) == 0) changed[at] = '?';
      return changed;
    }
    case 3:
      return AnyVariable(scene, actual, entropy);
    default:
      return actual;
  }
}

// Whether a policy may hold what the context holds: garbage would be an error.
bool FitsPolicies(ConditionType type, const std::string& value) {
  if (type == ConditionType::kString) return true;
  for (std::string_view sample : ContextSamples(type)) {
    if (value == sample) return true;
  }
  return false;
}

std::string ConditionValue(ConditionType type, const ContextDraft* present, std::uint32_t fit,
                           const RequestDraft& scene, Entropy& entropy) {
  if (present != nullptr && !present->values.empty() && type != ConditionType::kNull &&
      entropy.Chance(fit)) {
    const std::string& actual = entropy.Pick(present->values);
    if (type == ConditionType::kString) return NearText(actual, scene, entropy);
    if (FitsPolicies(type, actual)) return actual;
  }
  return std::string(entropy.Pick(PolicySamples(type)));
}

// Numbers and booleans may stand without quotes.
std::string ValueText(ConditionType type, const std::string& value, Entropy& entropy) {
  const bool bare_bool = (type == ConditionType::kBool || type == ConditionType::kNull) &&
                         (value == "true" || value == "false");
  if (bare_bool && entropy.Chance(40)) return value;
  const bool bare_number = type == ConditionType::kNumeric && value != "0100";
  if (bare_number && entropy.Chance(40)) return value;
  return Quoted(value);
}

std::string OperatorName(const OperatorWord& word, bool multivalued, Entropy& entropy) {
  std::string name(word.name);
  if (word.type == ConditionType::kNull) return name;
  if (entropy.Chance(20)) name += "IfExists";
  if (!entropy.Chance(multivalued ? 85 : 15)) return name;
  return (entropy.Chance(50) ? "ForAnyValue:" : "ForAllValues:") + name;
}

std::uint32_t HowManyConditions(Entropy& entropy) {
  if (entropy.Chance(50)) return 0;
  return entropy.Chance(75) ? 1 : 2 + entropy.Below(2);
}

}  // namespace

JsonMembers ConditionElement(const Place& place, std::uint32_t fit, Entropy& entropy) {
  const std::uint32_t count = HowManyConditions(entropy);
  if (count == 0 && !entropy.Chance(5)) return {};
  std::map<std::string, std::map<std::string, std::string>> operators;
  for (std::uint32_t i = 0; i < count; ++i) {
    const OperatorWord& word = entropy.Pick(OperatorWords());
    const ContextDraft* present =
        entropy.Chance(75) ? PresentKey(word.type, *place.scene, entropy) : nullptr;
    const std::string key = present != nullptr ? present->key : AnyKey(word.type, entropy);
    const bool multivalued = present != nullptr && present->multivalued;
    std::vector<std::string> values;
    const std::uint32_t value_count = entropy.Chance(5) ? 0 : 1 + entropy.Below(3);
    for (std::uint32_t v = 0; v < value_count; ++v) {
      const std::string value = ConditionValue(word.type, present, fit, *place.scene, entropy);
      values.push_back(ValueText(word.type, value, entropy));
    }
    auto& keys = operators[OperatorName(word, multivalued, entropy)];
    if (keys.empty()) keys[Respelt(key, entropy)] = ScalarOrList(values, entropy);
  }
  JsonMembers members;
  for (const auto& [name, keys] : operators) {
    members.emplace_back(name, JsonObject({keys.begin(), keys.end()}));
  }
  return {{"Condition", JsonObject(members)}};
}

}  // namespace keyward::policy::naive
