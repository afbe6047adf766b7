// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/decide.h"
#include "core/error.h"

// Answers as JSON, one object a line, in the shape of docs/simulator.md. The order of fields is
// fixed. Text that is not UTF-8 (only a command line can bring it in) is shown with U+FFFD. Pure;
// thread-safe.
namespace keyward::cli {

// Returns the answer without a line end.
std::string RenderJson(const Decided& decided, bool explain);

// Returns the answer to a line that could not be decided. `id` is JSON text. Where JSON is
// malformed outside of any value, the message tells the column.
std::string RenderJsonError(const std::string& id, const core::Error& error);

// Returns a JSON array of strings.
std::string RenderJsonList(const std::vector<std::string>& strings);

}  // namespace keyward::cli
