// SPDX-License-Identifier: Apache-2.0
#include "cli/fields.h"

#include <nlohmann/json.hpp>

#include "cli/report.h"

namespace keyward::cli {
namespace {

using Json = nlohmann::ordered_json;

// Fields nest once: in what our commands answer, not in what is read.
Json ToJson(const Fields& fields) {  // NOLINT(misc-no-recursion): as deep as our own answers
  Json object = Json::object();
  for (const Field& field : fields) {
    Json& value = object[field.name];
    if (const auto* text = std::get_if<std::string>(&field.value)) value = *text;
    if (const auto* number = std::get_if<std::uint64_t>(&field.value)) value = *number;
    if (const auto* inner = std::get_if<Fields>(&field.value)) value = ToJson(*inner);
  }
  return object;
}

void AppendText(const Fields& fields, const std::string& indent, std::string* out) {
  for (const Field& field : fields) {
    if (const auto* text = std::get_if<std::string>(&field.value)) {
      *out += indent + field.label + ": " + EscapeControls(*text) + "\n";
    } else if (const auto* number = std::get_if<std::uint64_t>(&field.value)) {
      *out += indent + field.label + ": " + std::to_string(*number) + "\n";
    } else if (const auto* inner = std::get_if<Fields>(&field.value);
               inner != nullptr && !inner->empty()) {
      *out += indent + field.label + ":\n";
      AppendText(*inner, indent + "  ", out);
    }
  }
}

}  // namespace

std::string RenderFields(const Fields& fields, OutputFormat format) {
  if (format == OutputFormat::kJson) {
    return ToJson(fields).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  std::string text;
  AppendText(fields, "", &text);
  return text;
}

}  // namespace keyward::cli
