// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/decide.h"
#include "core/error.h"

// Answers for people. Text of unknown origin is shown with EscapeControls; long lists and values
// are cut (JSON has them whole). Pure; thread-safe.
namespace keyward::cli {

struct TextStyle {
  bool colour = false;
  bool explain = true;  // false: the verdict line alone
  bool lines = true;    // name statements by line: policies are files of their own
};

// Returns the whole answer: the verdict, what decided it, then each layer with its policies and
// statements, the first element of each that failed, and what was not evaluated and why.
std::string RenderText(const Decided& decided, const TextStyle& style);

// Returns `ERROR NAME: MESSAGE (PLACE)` and a line end.
std::string RenderTextError(const core::Error& error, const TextStyle& style);

// One line of a table: decision, blocker, id, and with `explain` the summary.
std::string RenderTableHeader(bool explain);
std::string RenderTableRow(const Decided& decided, const TextStyle& style);
std::string RenderTableError(const std::string& id, const core::Error& error,
                             const TextStyle& style);

}  // namespace keyward::cli
