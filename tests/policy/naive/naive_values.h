// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The typed values of conditions, each read and compared in the plainest way that is exact.
namespace keyward::policy::naive {

// A decimal number: 0.DIGITS times ten to the power of `exponent`; no digits for zero.
struct Number {
  bool negative = false;
  std::string digits;  // neither begins nor ends with 0
  std::int64_t exponent = 0;
};

// Rule 31: a JSON number, leading zeros allowed; anything else is no number.
std::optional<Number> ReadNumber(std::string_view text);
std::strong_ordering Compare(const Number& a, const Number& b);

// A point in time.
struct Instant {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
  std::int64_t nanoseconds = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// Rule 31: ISO 8601 in the W3C profile, or epoch seconds; four digits alone are a year.
std::optional<Instant> ReadInstant(std::string_view text);

// Rule 31: `true` or `false` in any case.
std::optional<bool> ReadBool(std::string_view text);

// Rule 31: the bytes behind padded base64.
std::optional<std::string> ReadBase64(std::string_view text);

// An address with the number of leading bits that count. Rule 32: IPv4-mapped IPv6 is IPv4.
struct Network {
  bool v4 = false;
  std::array<std::uint8_t, 16> bytes = {};  // IPv4 in the first four
  int bits = 0;
};

// Rule 32: `ADDRESS/BITS`, or an address alone. ReadAddress takes an address alone only.
std::optional<Network> ReadNetwork(std::string_view text);
std::optional<Network> ReadAddress(std::string_view text);
bool Contains(const Network& network, const Network& address);

}  // namespace keyward::policy::naive
