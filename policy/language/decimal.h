// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace keyward::policy::language {

// A decimal number, held and compared exactly.
class Decimal {
 public:
  // More significant digits than this are not a number here: every 64-bit integer, and every
  // decimal that a double prints, has fewer.
  static constexpr std::size_t kMaxDigits = 40;

  // Reads a JSON number (RFC 8259 section 6), leading zeros allowed. Nothing for any other text: no
  // sign
  // `+`, no white space, no trailing letters, no exponent beyond 400,
  // no text over 1,024 bytes. Allocates nothing. Thread-safe.
  static std::optional<Decimal> Parse(std::string_view text);

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

 private:
  bool TakeDigits(std::string_view digits, bool after_point);

  // The value is sign × 0.D1D2…Dn × 10^exponent, D1 and Dn not zero; zero has no digits.
  bool negative_ = false;
  std::int32_t exponent_ = 0;
  std::uint8_t count_ = 0;
  std::array<char, kMaxDigits> digits_{};
};

}  // namespace keyward::policy::language
