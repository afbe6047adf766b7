// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "cli/output_format.h"

// Small answers: a few named values, as text or as one JSON object.
namespace keyward::cli {

struct Field;
using Fields = std::vector<Field>;

struct Field {
  std::string name;   // in JSON
  std::string label;  // for people
  // Nothing is null in JSON, and not shown in text; Fields are an object of their own.
  std::variant<std::monostate, std::string, std::uint64_t, Fields> value;
};

// Returns the answer with its line end. Text is `LABEL: VALUE`, a line each; what may be hostile in
// it is escaped. Pure.
std::string RenderFields(const Fields& fields, OutputFormat format);

}  // namespace keyward::cli
