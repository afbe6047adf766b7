// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// The times of Signature Version 4: UTC, whole seconds. Pure; thread-safe.
namespace keyward::auth {

// Returns "20150830T123600Z" (ISO 8601, basic format). Precondition: a year of four digits.
std::string FormatBasicTime(std::chrono::sys_seconds time);

// Reads exactly that; nothing for another form or a date that does not exist.
std::optional<std::chrono::sys_seconds> ParseBasicTime(std::string_view text);

// Reads "2015-08-30T12:36:00Z" (ISO 8601, extended format, UTC), as command lines take it.
std::optional<std::chrono::sys_seconds> ParseExtendedTime(std::string_view text);

// Reads "Sun, 30 Aug 2015 12:36:00 GMT", the Date header's preferred form; nothing where the
// weekday is wrong. Source: RFC 9110 section 5.6.7, IMF-fixdate.
std::optional<std::chrono::sys_seconds> ParseHttpDate(std::string_view text);

}  // namespace keyward::auth
