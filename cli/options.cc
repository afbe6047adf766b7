// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "cli/report.h"

namespace keyward::cli {
namespace {

CLI::Validator NotEmpty() {
  return CLI::Validator(
      [](std::string& text) { return text.empty() ? std::string("needs a value") : std::string(); },
      "", "");
}

CLI::Validator OneOf(const std::string& names) {
  return CLI::Validator([names](std::string& text) { return CheckChoice(names, text); }, "", "");
}

}  // namespace

std::vector<std::string> SplitChoices(const std::string& text) {
  std::vector<std::string> choices;
  if (text.find('|') == std::string::npos || text != CLI::detail::to_lower(text)) return choices;
  return CLI::detail::split(text, '|');
}

std::string CheckChoice(const std::string& choices, const std::string& text) {
  const std::vector<std::string> names = SplitChoices(choices);
  if (std::find(names.begin(), names.end(), text) != names.end()) return "";
  return "takes " + JoinAlternatives(names) + ", not `" + text + "`";
}

void AddText(CLI::App* app, const char* name, std::string* into, const char* type,
             const char* description, const char* group) {
  app->add_option(name, *into, description)->type_name(type)->check(NotEmpty())->group(group);
}

void AddTexts(CLI::App* app, const char* name, std::vector<std::string>* into, const char* type,
              const char* description, const char* group) {
  app->add_option(name, *into, description)->type_name(type)->check(NotEmpty())->group(group);
}

void AddChoice(CLI::App* app, const char* name, std::string* into, const char* choices,
               const char* description, const char* group) {
  app->add_option(name, *into, description)
      ->type_name(choices)
      ->check(OneOf(choices))
      ->group(group);
}

void AddFlag(CLI::App* app, const char* name, std::optional<bool>* into, const char* description,
             const char* group) {
  app->add_option_function<std::string>(
         name, [into](const std::string& text) { *into = text != "false"; }, description)
      ->expected(0, 1)
      ->type_name("true|false")
      ->check(OneOf("true|false"))
      ->group(group);
}

}  // namespace keyward::cli
