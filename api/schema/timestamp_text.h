// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace keyward::api::schema {

// A moment as protobuf's Timestamp holds it: seconds since 1970 and nanoseconds after them, the
// latter in [0, 999999999] before 1970 too.
struct Moment {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;

  bool operator==(const Moment&) const = default;
};

// Years 1 to 9999, protobuf's range.
inline constexpr std::int64_t kMinSeconds = -62135596800;
inline constexpr std::int64_t kMaxSeconds = 253402300799;
bool InRange(const Moment& moment);

// Pure and thread-safe. Writing drops what is finer than a millisecond; reading, than a nanosecond.
//
// "1700000000" or "1700000000.123": AWS's epoch seconds with at most three decimals.
std::string EpochText(const Moment& moment);
// "2023-11-14T22:13:20Z" or "2023-11-14T22:13:20.123Z".
std::string Iso8601Text(const Moment& moment);

// Reads a number as JSON writes it: "1700000000", "1700000000.5", "1.7e9". Nothing when the text is
// no such number or the moment is out of range.
std::optional<Moment> ParseEpoch(std::string_view text);
// Reads "YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)" (RFC 3339; upper-case T and Z; no leap second).
// Nothing when the text is anything else or the moment is out of range.
std::optional<Moment> ParseIso8601(std::string_view text);

}  // namespace keyward::api::schema
