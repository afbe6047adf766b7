// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/timestamp.h"

#include <array>
#include <cstddef>

namespace keyward::auth {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

struct Fields {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// Reads a text by a pattern in which y, m, d, H, M and S stand for one digit each and every other
// character for itself.
std::optional<Fields> ReadFields(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return std::nullopt;
  Fields fields;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int* field = nullptr;
    if (pattern[i] == 'y') field = &fields.year;
    if (pattern[i] == 'm') field = &fields.month;
    if (pattern[i] == 'd') field = &fields.day;
    if (pattern[i] == 'H') field = &fields.hour;
    if (pattern[i] == 'M') field = &fields.minute;
    if (pattern[i] == 'S') field = &fields.second;
    if (field == nullptr) {
      if (text[i] != pattern[i]) return std::nullopt;
    } else {
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      *field = *field * 10 + (text[i] - '0');
    }
  }
  return fields;
}

std::optional<sys_seconds> ToTime(const Fields& fields) {
  const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                         std::chrono::month(static_cast<unsigned>(fields.month)),
                                         std::chrono::day(static_cast<unsigned>(fields.day))};
  if (!date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 59) {
    return std::nullopt;
  }
  return sys_days(date) + std::chrono::hours(fields.hour) + std::chrono::minutes(fields.minute) +
         std::chrono::seconds(fields.second);
}

// Writes `value` in decimal into `digits` characters that end before `end`.
void WriteDigits(unsigned value, std::size_t digits, char* end) {
  for (; digits > 0; --digits, value /= 10) *--end = static_cast<char>('0' + value % 10);
}

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};

}  // namespace

std::string FormatBasicTime(sys_seconds time) {
  const sys_days day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = "00000000T000000Z";
  char* const at = text.data();
  WriteDigits(static_cast<unsigned>(static_cast<int>(date.year())), 4, at + 4);
  WriteDigits(static_cast<unsigned>(date.month()), 2, at + 6);
  WriteDigits(static_cast<unsigned>(date.day()), 2, at + 8);
  WriteDigits(static_cast<unsigned>(clock.hours().count()), 2, at + 11);
  WriteDigits(static_cast<unsigned>(clock.minutes().count()), 2, at + 13);
  WriteDigits(static_cast<unsigned>(clock.seconds().count()), 2, at + 15);
  return text;
}

std::optional<sys_seconds> ParseBasicTime(std::string_view text) {
  const auto fields = ReadFields(text, "yyyymmddTHHMMSSZ");
  return fields ? ToTime(*fields) : std::nullopt;
}

std::optional<sys_seconds> ParseExtendedTime(std::string_view text) {
  const auto fields = ReadFields(text, "yyyy-mm-ddTHH:MM:SSZ");
  return fields ? ToTime(*fields) : std::nullopt;
}

std::optional<sys_seconds> ParseHttpDate(std::string_view text) {
  constexpr std::size_t kSize = std::string_view("Sun, 30 Aug 2015 12:36:00 GMT").size();
  constexpr std::string_view kZone = " GMT";
  if (text.size() != kSize || text.substr(kSize - kZone.size()) != kZone) return std::nullopt;
  for (std::size_t month = 0; month < kMonths.size(); ++month) {
    if (text.substr(8, 3) != kMonths[month]) continue;
    std::string numbers(text.substr(0, kSize - kZone.size()));
    numbers.replace(0, 3, "DDD").replace(8, 3, "NNN");
    auto fields = ReadFields(numbers, "DDD, dd NNN yyyy HH:MM:SS");
    if (!fields) return std::nullopt;
    fields->month = static_cast<int>(month) + 1;
    const auto time = ToTime(*fields);
    if (!time) return std::nullopt;
    const std::chrono::weekday weekday(std::chrono::floor<std::chrono::days>(*time));
    return text.substr(0, 3) == kWeekdays[weekday.c_encoding()] ? time : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace keyward::auth
