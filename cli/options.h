// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

// How options are declared, so that all of them read, check and complete alike. `group` is the
// heading of --help. Nothing is read before the app parses; `into` must live as long as it.
namespace keyward::cli {

// Takes one text. An empty one is refused: an unset variable of a script must not look like an
// option that was not given.
void AddText(CLI::App* app, const char* name, std::string* into, const char* type,
             const char* description, const char* group);

// Takes one or more.
void AddTexts(CLI::App* app, const char* name, std::vector<std::string>* into, const char* type,
              const char* description, const char* group);

// Takes one of `choices`, which are lower-case names with `|` between them.
void AddChoice(CLI::App* app, const char* name, std::string* into, const char* choices,
               const char* description, const char* group);

// Takes true or false; `--name` alone is true.
void AddFlag(CLI::App* app, const char* name, std::optional<bool>* into, const char* description,
             const char* group);

// The names in "a|b"; none when the text is no such list.
std::vector<std::string> SplitChoices(const std::string& text);

}  // namespace keyward::cli
