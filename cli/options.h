// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

// How options are declared: the same checks and the same words in --help everywhere. An option that
// is given must not be empty: an unset variable of a script must not look like an option that was
// not given.
namespace keyward::cli {

// An option with one value. `type` names the value in --help; FILE and DIR complete file names.
void AddText(CLI::App* app, const char* name, std::string* into, const char* type,
             const char* description, const char* group);

// An option, or positional argument, with any number of values.
void AddTexts(CLI::App* app, const char* name, std::vector<std::string>* into, const char* type,
              const char* description, const char* group);

// An option whose value is one of `choices`, as in "text|json".
void AddChoice(CLI::App* app, const char* name, std::string* into, const char* choices,
               const char* description, const char* group);

// An option that is true or false; `--name` alone is true.
void AddFlag(CLI::App* app, const char* name, std::optional<bool>* into, const char* description,
             const char* group);

// The words of "text|json"; none when `text` is no such list.
std::vector<std::string> SplitChoices(const std::string& text);

// The error of a value that is none of `choices`; "" when it is one.
std::string CheckChoice(const std::string& choices, const std::string& text);

}  // namespace keyward::cli
