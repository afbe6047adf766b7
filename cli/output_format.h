// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace keyward::cli {

enum class OutputFormat : std::uint8_t {
  kText,   // for people: the default on a terminal
  kJson,   // one object a line: the default elsewhere
  kTable,  // one aligned line an answer
};

// How output looks. Colour is decided by whoever knows the terminal: never with NO_COLOR.
struct OutputStyle {
  OutputFormat format = OutputFormat::kJson;
  bool colour = false;
};

}  // namespace keyward::cli
