// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/command_words.h"

#include <cstddef>
#include <utility>

namespace keyward::auth {
namespace {

core::Error InvalidCommand(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "InvalidCommand", std::move(message), {}};
}

}  // namespace

core::Result<std::vector<std::string>> SplitCommand(std::string_view command) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    char c = command[i];
    if (quote == 0 && (c == ' ' || c == '\t')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else {
      if (c == '\\' && quote != '\'') {
        if (++i == command.size()) return InvalidCommand("nothing follows the last backslash");
        c = command[i];
      }
      words.back().push_back(c);
    }
  }
  if (quote != 0) return InvalidCommand("a quote is not closed");
  if (words.empty() || words.front().empty()) return InvalidCommand("there is no command");
  return words;
}

}  // namespace keyward::auth
