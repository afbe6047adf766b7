// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include <cstddef>
#include <utility>

#include "core/encoding.h"

namespace keyward::cli {
namespace {

bool StartsWithBytes(std::string_view text, unsigned char a, unsigned char b, unsigned char low,
                     unsigned char high) {
  return text.size() >= 3 && static_cast<unsigned char>(text[0]) == a &&
         static_cast<unsigned char>(text[1]) == b && static_cast<unsigned char>(text[2]) >= low &&
         static_cast<unsigned char>(text[2]) <= high;
}

// Whether the character (one, in UTF-8) could change what a terminal shows around it.
bool IsHarmful(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first >= 0x7f;
  if (character.size() == 2)
    return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
  // U+200E, U+200F, U+2028 to U+202E: marks, separators, embeddings; U+2066 to U+2069: isolates.
  return StartsWithBytes(character, 0xe2, 0x80, 0x8e, 0x8f) ||
         StartsWithBytes(character, 0xe2, 0x80, 0xa8, 0xae) ||
         StartsWithBytes(character, 0xe2, 0x81, 0xa6, 0xa9);
}

}  // namespace

core::Error InvalidInput(std::string message, std::string pointer) {
  return {core::ErrorCode::kInvalidArgument,
          "InvalidInput",
          std::move(message),
          {.pointer = std::move(pointer)}};
}

core::Error InvalidInputAt(core::JsonView where, std::string message) {
  return {core::ErrorCode::kInvalidArgument, "InvalidInput", std::move(message), where.place()};
}

core::Error InSource(core::Error error, std::string_view source) {
  const std::string place = core::DescribePlace(error.place);
  error.message += " (" + std::string(source) + (place.empty() ? "" : ": " + place) + ")";
  error.place = {};
  return error;
}

void ReportError(std::ostream& err, const core::Error& error) {
  err << "keyward: " << EscapeControls(core::Describe(error)) << '\n';
}

std::string EscapeControls(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const std::string_view character = text.substr(0, core::Utf8Length(text));
    if (IsHarmful(character)) {
      for (const char c : character) {
        const auto byte = static_cast<unsigned char>(c);
        safe += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
      }
    } else {
      safe += character;
    }
    text.remove_prefix(character.size());
  }
  return safe;
}

std::string JoinAlternatives(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += "`" + names[i] + "`";
  }
  return text;
}

}  // namespace keyward::cli
