// SPDX-License-Identifier: Apache-2.0
#include "api/schema/timestamp_text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "core/iso_time.h"

namespace keyward::api::schema {
namespace {

constexpr std::int32_t kNanosPerMilli = 1000000;
constexpr std::int32_t kNanosPerSecond = 1000000000;
constexpr std::int64_t kSecondsPerDay = 86400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes all leading digits of `text`, up to `limit` of them.
std::string_view TakeDigits(std::string_view* text, std::size_t limit) {
  std::size_t count = 0;
  while (count < text->size() && count < limit && IsDigit((*text)[count])) ++count;
  const std::string_view digits = text->substr(0, count);
  text->remove_prefix(count);
  return digits;
}

// The first nine digits of a fraction as nanoseconds.
std::int32_t NanosOf(std::string_view fraction) {
  std::int32_t nanos = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    nanos = nanos * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return nanos;
}

std::optional<Moment> Checked(Moment moment) {
  if (!InRange(moment)) return std::nullopt;
  return moment;
}

// A number with an exponent, which AWS's SDKs write for none but huge or tiny ones.
std::optional<Moment> ParseScientific(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(value >= static_cast<double>(kMinSeconds) && value <= static_cast<double>(kMaxSeconds))) {
    return std::nullopt;
  }
  const double seconds = std::floor(value);
  const auto millis = static_cast<std::int32_t>(std::floor((value - seconds) * 1000));
  return Moment{static_cast<std::int64_t>(seconds), millis * kNanosPerMilli};
}

// Exactly `width` digits as a number; false when they are not there.
bool TakeNumber(std::string_view* text, std::size_t width, int* number) {
  const std::string_view digits = TakeDigits(text, width);
  if (digits.size() != width) return false;
  std::from_chars(digits.data(), digits.data() + digits.size(), *number);
  return true;
}

bool TakeChar(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

// The zone at the end of a text as seconds east of Greenwich.
std::optional<int> ParseZone(std::string_view text) {
  if (text == "Z") return 0;
  const bool west = TakeChar(&text, '-');
  if (!west && !TakeChar(&text, '+')) return std::nullopt;
  int hours = 0;
  int minutes = 0;
  if (!TakeNumber(&text, 2, &hours) || !TakeChar(&text, ':') || !TakeNumber(&text, 2, &minutes) ||
      !text.empty() || hours > 23 || minutes > 59) {
    return std::nullopt;
  }
  const int seconds = hours * 3600 + minutes * 60;
  return west ? -seconds : seconds;
}

}  // namespace

bool InRange(const Moment& moment) {
  return moment.seconds >= kMinSeconds && moment.seconds <= kMaxSeconds && moment.nanos >= 0 &&
         moment.nanos < kNanosPerSecond;
}

std::string EpochText(const Moment& moment) {
  std::int64_t seconds = moment.seconds;
  std::int32_t millis = moment.nanos / kNanosPerMilli;
  if (millis == 0) return std::to_string(seconds);
  const bool negative = seconds < 0;
  if (negative) {
    seconds = -seconds - 1;
    millis = 1000 - millis;
  }
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%s%lld.%03d", negative ? "-" : "",
                                 static_cast<long long>(seconds), millis);
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string Iso8601Text(const Moment& moment) {
  return core::IsoTime(std::chrono::sys_seconds(std::chrono::seconds(moment.seconds)) +
                       std::chrono::milliseconds(moment.nanos / kNanosPerMilli));
}

std::optional<Moment> ParseEpoch(std::string_view text) {
  if (text.find_first_of("eE") != std::string_view::npos) return ParseScientific(text);
  const bool negative = TakeChar(&text, '-');
  constexpr std::size_t kMaxDigits = 12;  // of the range's ends
  const std::string_view whole = TakeDigits(&text, kMaxDigits);
  if (whole.empty()) return std::nullopt;
  Moment moment;
  std::from_chars(whole.data(), whole.data() + whole.size(), moment.seconds);
  if (TakeChar(&text, '.')) {
    const std::string_view fraction = TakeDigits(&text, text.size());
    if (fraction.empty()) return std::nullopt;
    moment.nanos = NanosOf(fraction);
  }
  if (!text.empty()) return std::nullopt;
  if (negative) {
    moment.seconds = -moment.seconds;
    if (moment.nanos != 0) moment = {moment.seconds - 1, kNanosPerSecond - moment.nanos};
  }
  return Checked(moment);
}

std::optional<Moment> ParseIso8601(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!TakeNumber(&text, 4, &year) || !TakeChar(&text, '-') || !TakeNumber(&text, 2, &month) ||
      !TakeChar(&text, '-') || !TakeNumber(&text, 2, &day) || !TakeChar(&text, 'T') ||
      !TakeNumber(&text, 2, &hour) || !TakeChar(&text, ':') || !TakeNumber(&text, 2, &minute) ||
      !TakeChar(&text, ':') || !TakeNumber(&text, 2, &second)) {
    return std::nullopt;
  }
  Moment moment;
  if (TakeChar(&text, '.')) {
    const std::string_view fraction = TakeDigits(&text, text.size());
    if (fraction.empty()) return std::nullopt;
    moment.nanos = NanosOf(fraction);
  }
  const std::optional<int> zone = ParseZone(text);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!zone || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const int of_day = hour * 3600 + minute * 60 + second;
  moment.seconds =
      std::chrono::sys_days(date).time_since_epoch().count() * kSecondsPerDay + of_day - *zone;
  return Checked(moment);
}

}  // namespace keyward::api::schema
