// SPDX-License-Identifier: Apache-2.0
#include "cli/text_paint.h"

#include "cli/report.h"
#include "core/encoding.h"

namespace keyward::cli {

std::string Paint::Wrap(std::string_view code, std::string_view text) const {
  if (!on_) return std::string(text);
  return std::string(code) + std::string(text) + "\x1b[0m";
}

std::string ShowValue(std::string_view value) {
  if (value.size() <= kMaxShownBytes) return EscapeControls(value);
  std::size_t end = 0;
  while (end < kMaxShownBytes) end += core::Utf8Length(value.substr(end));
  return EscapeControls(value.substr(0, end)) + "… (" + std::to_string(value.size()) + " bytes)";
}

std::string ShowValues(const std::vector<std::string>& values) {
  if (values.empty()) return "(none)";
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i == kMaxShownValues) {
      return text + " and " + std::to_string(values.size() - i) + " more";
    }
    text += (i == 0 ? "" : ", ") + ShowValue(values[i]);
  }
  return text;
}

std::string Pad(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

}  // namespace keyward::cli
