// SPDX-License-Identifier: Apache-2.0
#include "api/schema/constraint_text.h"

#include <algorithm>

namespace keyward::api::schema {
namespace {

std::string Join(const std::vector<std::string>& parts) {
  std::string text = "[";
  for (const std::string& part : parts) {
    if (text.size() > 1) text += ", ";
    text += part;
  }
  return text + "]";
}

std::string ValuesText(const Rules& rules) {
  const std::string text = "Member must satisfy enum value set";
  return rules.quiet ? text : text + ": " + Join(rules.values);
}

std::string PatternText(const Rules& rules) {
  return "Member must satisfy regular expression pattern: " + rules.pattern_text;
}

std::string MaxText(const Rules& rules, std::string_view what) {
  return "Member must have " + std::string(what) + " less than or equal to " +
         std::to_string(*rules.max);
}

std::string MinText(const Rules& rules, std::string_view what) {
  return "Member must have " + std::string(what) + " greater than or equal to " +
         std::to_string(*rules.min);
}

void AddBounds(const Rules& rules, std::int64_t value, std::string_view what,
               std::vector<std::string>* broken) {
  if (rules.max && value > *rules.max) broken->push_back(MaxText(rules, what));
  if (rules.min && value < *rules.min) broken->push_back(MinText(rules, what));
}

}  // namespace

std::vector<std::string> BrokenByText(const Rules& rules, std::string_view text) {
  std::vector<std::string> broken;
  if (!rules.values.empty() &&
      std::find(rules.values.begin(), rules.values.end(), text) == rules.values.end()) {
    broken.push_back(ValuesText(rules));
  }
  if (rules.pattern != nullptr && !rules.pattern->Matches(text)) {
    broken.push_back(PatternText(rules));
  }
  if (rules.min || rules.max) {
    AddBounds(rules, static_cast<std::int64_t>(CountCharacters(text)), "length", &broken);
  }
  return broken;
}

std::vector<std::string> BrokenByNumber(const Rules& rules, std::int64_t value) {
  std::vector<std::string> broken;
  AddBounds(rules, value, "value", &broken);
  return broken;
}

std::vector<std::string> BrokenBySize(const Rules& rules, std::size_t size) {
  std::vector<std::string> broken;
  AddBounds(rules, static_cast<std::int64_t>(size), "length", &broken);
  return broken;
}

std::string AllOf(const Rules& rules) {
  std::vector<std::string> all;
  if (!rules.values.empty()) all.push_back(ValuesText(rules));
  if (rules.max) all.push_back(MaxText(rules, "length"));
  if (rules.min) all.push_back(MinText(rules, "length"));
  if (rules.pattern != nullptr) all.push_back(PatternText(rules));
  all.emplace_back("Member must not be null");
  return Join(all);
}

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace keyward::api::schema
