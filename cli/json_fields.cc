// SPDX-License-Identifier: Apache-2.0
#include "cli/json_fields.h"

#include <algorithm>
#include <utility>

#include "cli/report.h"

namespace keyward::cli {
namespace {

using core::JsonKind;
using core::JsonView;

core::Error WrongKind(JsonView value, std::string_view expected) {
  return InvalidInputAt(
      value, "expected " + std::string(expected) + ", found " + std::string(value.kind_name()));
}

}  // namespace

core::Result<void> CheckFields(JsonView value, std::string_view what,
                               std::initializer_list<std::string_view> known) {
  if (!value.is_object()) return WrongKind(value, "an object for " + std::string(what));
  for (const JsonView member : value) {
    if (std::find(known.begin(), known.end(), member.key()) != known.end()) continue;
    return InvalidInputAt(member, "unknown field `" + member.key() + "`: " + std::string(what) +
                                      " takes " + JoinAlternatives({known.begin(), known.end()}));
  }
  return {};
}

std::optional<JsonView> Member(JsonView object, std::string_view key) {
  JsonView found = object;
  if (!object.Find(key, &found) || found.kind() == JsonKind::kNull) return std::nullopt;
  return found;
}

core::Result<std::string> RequiredString(JsonView object, std::string_view key) {
  const auto member = Member(object, key);
  if (!member) return InvalidInputAt(object, "`" + std::string(key) + "` is missing");
  if (!member->is_string()) return WrongKind(*member, "a string");
  if (member->text().empty()) {
    return InvalidInputAt(*member, "`" + std::string(key) + "` is empty");
  }
  return member->text();
}

core::Result<std::string> OptionalString(JsonView object, std::string_view key) {
  const auto member = Member(object, key);
  if (!member) return std::string();
  if (!member->is_string()) return WrongKind(*member, "a string");
  return member->text();
}

core::Result<std::optional<bool>> OptionalBool(JsonView object, std::string_view key) {
  const auto member = Member(object, key);
  if (!member) return std::optional<bool>();
  if (member->kind() != JsonKind::kBool) return WrongKind(*member, "true or false");
  return std::optional<bool>(member->boolean());
}

core::Result<std::vector<std::string>> OptionalStrings(JsonView object, std::string_view key) {
  std::vector<std::string> strings;
  const auto member = Member(object, key);
  if (!member) return strings;
  if (auto checked = CheckArray(*member); !checked) return std::move(checked).error();
  for (const JsonView element : *member) {
    if (!element.is_string()) return WrongKind(element, "a string");
    strings.push_back(element.text());
  }
  return strings;
}

core::Result<std::string> ScalarText(JsonView value) {
  switch (value.kind()) {
    case JsonKind::kString:
    case JsonKind::kNumber:
      return value.text();
    case JsonKind::kBool:
      return std::string(value.boolean() ? "true" : "false");
    case JsonKind::kNull:
    case JsonKind::kArray:
    case JsonKind::kObject:
      break;
  }
  return WrongKind(value, "a string, number or boolean");
}

core::Result<void> CheckArray(JsonView value) {
  if (!value.is_array()) return WrongKind(value, "an array");
  return {};
}

}  // namespace keyward::cli
