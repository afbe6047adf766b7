// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace keyward::policy::language {

// A point in time, as date conditions compare it.
struct DateTime {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z; negative before
  std::int32_t nanos = 0;    // 0 to 999,999,999

  // Reads the W3C profile of ISO 8601 (year; year-month; date; date and time with minutes, seconds
  // or fraction, and a zone `Z` or ±hh:mm) or whole epoch seconds. Exactly four digits are a year;
  // negative epoch seconds are not read. A fraction has at most nine digits. Nothing for any other
  // text. Allocates nothing. Thread-safe. Source: W3C NOTE-datetime; IAM User Guide, "Date
  // condition operators".
  static std::optional<DateTime> Parse(std::string_view text);

  friend auto operator<=>(const DateTime&, const DateTime&) = default;
};

}  // namespace keyward::policy::language
