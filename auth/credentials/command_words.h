// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keyward::auth {

// Splits a command into words, for running it without a shell: blanks separate; '…' and "…" keep
// blanks; a backslash keeps the next character, inside "…" too. Nothing is expanded: `$`, `*`, `|`
// and `;` are characters like any other.
//
// Pure; thread-safe. Errors: kInvalidArgument named "InvalidCommand" when a quote is not closed,
// nothing follows a backslash, or there is no word.
// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
core::Result<std::vector<std::string>> SplitCommand(std::string_view command);

}  // namespace keyward::auth
