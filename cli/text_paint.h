// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Small pieces of text output. Pure; thread-safe.
namespace keyward::cli {

// Wraps text in a colour, where colours are on.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  std::string Good(std::string_view text) const { return Wrap("\x1b[1;32m", text); }
  std::string Bad(std::string_view text) const { return Wrap("\x1b[1;31m", text); }
  std::string Strong(std::string_view text) const { return Wrap("\x1b[1m", text); }
  std::string Faint(std::string_view text) const { return Wrap("\x1b[2m", text); }

 private:
  std::string Wrap(std::string_view code, std::string_view text) const;
  bool on_;
};

// A value made safe to show, cut to kMaxShownBytes with a note of what is left off.
inline constexpr std::size_t kMaxShownBytes = 160;
std::string ShowValue(std::string_view value);

// "a, b, c", at most kMaxShownValues of them with a note of how many more; "(none)" when empty.
inline constexpr std::size_t kMaxShownValues = 6;
std::string ShowValues(const std::vector<std::string>& values);

// `text` filled with spaces to `width` bytes.
std::string Pad(std::string text, std::size_t width);

}  // namespace keyward::cli
