// SPDX-License-Identifier: Apache-2.0
#include "api/wire/form.h"

#include <utility>

#include "core/encoding.h"

namespace keyward::api::wire {
namespace {

core::Error Malformed(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "MalformedQueryString", std::move(message)};
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Undoes `+` and %XX; false when an escape is broken.
bool DecodePercent(std::string_view text, std::string* decoded) {
  decoded->reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      *decoded += ' ';
    } else if (text[at] != '%') {
      *decoded += text[at];
    } else {
      if (text.size() - at < 3) return false;
      const int high = HexValue(text[at + 1]);
      const int low = HexValue(text[at + 2]);
      if (high < 0 || low < 0) return false;
      *decoded += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  return true;
}

core::Result<std::string> Decode(std::string_view text) {
  std::string decoded;
  if (!DecodePercent(text, &decoded)) return Malformed("a percent sign begins no escape");
  if (decoded.find('\0') != std::string::npos) return Malformed("a parameter holds NUL");
  if (!core::IsUtf8(decoded)) return Malformed("a parameter is not UTF-8");
  return decoded;
}

core::Result<FormField> ParseField(std::string_view text, const FormLimits& limits) {
  const std::size_t equals = text.find('=');
  core::Result<std::string> name = Decode(text.substr(0, equals));
  if (!name) return name.error();
  if (name->empty()) return Malformed("a parameter has no name");
  if (name->size() > limits.max_name_bytes) {
    return Malformed("a parameter's name is longer than " + std::to_string(limits.max_name_bytes) +
                     " bytes");
  }
  FormField field;
  field.name = std::move(*name);
  if (equals == std::string_view::npos) return field;
  core::Result<std::string> value = Decode(text.substr(equals + 1));
  if (!value) return value.error();
  field.value = std::move(*value);
  return field;
}

}  // namespace

core::Result<std::vector<FormField>> ParseForm(std::string_view text, const FormLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return core::Error{core::ErrorCode::kResourceExhausted, "RequestEntityTooLarge",
                       "the form is longer than " + std::to_string(limits.max_bytes) + " bytes"};
  }
  std::vector<FormField> fields;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (part.empty()) continue;
    if (fields.size() >= limits.max_fields) {
      return Malformed("there are more than " + std::to_string(limits.max_fields) + " parameters");
    }
    core::Result<FormField> field = ParseField(part, limits);
    if (!field) return field.error();
    fields.push_back(std::move(*field));
  }
  return fields;
}

}  // namespace keyward::api::wire
