// SPDX-License-Identifier: Apache-2.0
#include "server/config/toml_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

namespace keyward::server::config {
namespace {

core::Error At(const std::string& name, const toml::source_region& where, std::string message) {
  return {core::ErrorCode::kInvalidArgument, "InvalidConfiguration",
          name + ":" + std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column) +
              ": " + std::move(message)};
}

std::string OnOneLine(std::string_view words) {
  std::string text(words);
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

// toml++'s words, which begin in upper case.
std::string InOurForm(std::string_view words) {
  std::string text = OnOneLine(words);
  if (!text.empty()) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

// Takes a value of exactly the type that the setting has. False: it has another.
struct TakeNode {
  const toml::node& node;
  Settings& settings;

  bool operator()(Setting::Text field) const {
    const toml::value<std::string>* text = node.as_string();
    if (text != nullptr) settings.*field = text->get();
    return text != nullptr;
  }
  bool operator()(Setting::Flag field) const {
    const toml::value<bool>* flag = node.as_boolean();
    if (flag != nullptr) settings.*field = flag->get();
    return flag != nullptr;
  }
  bool operator()(Setting::Number field) const {
    const toml::value<std::int64_t>* number = node.as_integer();
    if (number != nullptr) settings.*field = number->get();
    return number != nullptr;
  }
  bool operator()(Setting::Texts field) const {
    const toml::array* list = node.as_array();
    if (list == nullptr) return false;
    std::vector<std::string> texts;
    for (const toml::node& element : *list) {
      const toml::value<std::string>* text = element.as_string();
      if (text == nullptr) return false;
      texts.push_back(text->get());
    }
    settings.*field = std::move(texts);
    return true;
  }
};

struct TypeName {
  const char* operator()(Setting::Text /*field*/) const { return "a string"; }
  const char* operator()(Setting::Flag /*field*/) const { return "true or false"; }
  const char* operator()(Setting::Number /*field*/) const { return "an integer"; }
  const char* operator()(Setting::Texts /*field*/) const { return "an array of strings"; }
};

bool IsEmptyText(const toml::node& node) {
  return node.is_string() && node.as_string()->get().empty();
}

core::Result<void> Take(const toml::key& key, const toml::node& node, const std::string& file,
                        Settings& settings) {
  const auto rows = SettingTable();
  const auto row =
      std::ranges::find_if(rows, [&](const Setting& setting) { return key.str() == setting.name; });
  if (row == rows.end()) {
    return At(file, key.source(), "unknown key `" + OnOneLine(key.str()) + "`");
  }
  const std::string name = row->name;
  if (!std::visit(TakeNode{node, settings}, row->field)) {
    return At(file, node.source(), name + " takes " + std::visit(TypeName{}, row->field));
  }
  if (IsEmptyText(node)) return At(file, node.source(), name + " needs a value");
  if (auto checked = CheckValue(*row, settings); !checked) {
    return At(file, node.source(), name + " " + checked.error().message);
  }
  return {};
}

}  // namespace

core::Result<void> ReadToml(std::string_view text, const std::string& name, Settings& settings) {
  try {
    const toml::table table = toml::parse(text);
    // In the order of the file, so that the first mistake is the one that is told.
    std::vector<std::pair<const toml::key*, const toml::node*>> entries;
    for (const auto& [key, node] : table) entries.emplace_back(&key, &node);
    std::ranges::sort(entries, [](const auto& a, const auto& b) {
      const auto& left = a.first->source().begin;
      const auto& right = b.first->source().begin;
      return std::pair(left.line, left.column) < std::pair(right.line, right.column);
    });
    for (const auto& [key, node] : entries) {
      if (auto taken = Take(*key, *node, name, settings); !taken) return taken;
    }
  } catch (const toml::parse_error& wrong) {
    return At(name, wrong.source(), InOurForm(wrong.description()));
  }
  return {};
}

}  // namespace keyward::server::config
