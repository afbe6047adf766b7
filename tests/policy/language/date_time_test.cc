// SPDX-License-Identifier: Apache-2.0
#include "policy/language/date_time.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string_view>

namespace keyward::policy::language {
namespace {

using std::string_view_literals::operator""sv;

struct DateCase {
  std::string_view text;
  std::int64_t seconds;
  std::int32_t nanos = 0;
};

// The seconds are those of GNU date.
constexpr DateCase kDates[] = {
    // The six forms of the W3C's profile.
    {"1997", 852076800},
    {"1997-07", 867715200},
    {"1997-07-16", 869011200},
    {"1997-07-16T19:20+01:00", 869077200},
    {"1997-07-16T19:20:30+01:00", 869077230},
    {"1997-07-16T19:20:30.45+01:00", 869077230, 450'000'000},
    // Zones.
    {"1997-07-16T19:20Z", 869080800},
    {"1997-07-16T19:20:30Z", 869080830},
    {"1997-07-16T19:20-05:30", 869100600},
    {"1997-07-16T00:00+23:59", 868924860},
    {"1997-07-16T00:00-23:59", 869097540},
    {"1997-07-16T00:00-00:00", 869011200},
    // Fractions.
    {"1970-01-01T00:00:00.1Z", 0, 100'000'000},
    {"1970-01-01T00:00:00.000000001Z", 0, 1},
    {"1970-01-01T00:00:00.999999999Z", 0, 999'999'999},
    {"1970-01-01T00:00:00.120Z", 0, 120'000'000},
    {"1969-12-31T23:59:59.5Z", -1, 500'000'000},
    // The calendar.
    {"1970-01-01T00:00:00Z", 0},
    {"1969-12-31T23:59:59Z", -1},
    {"2000-02-29", 951782400},
    {"2024-02-29T23:59:59Z", 1709251199},
    {"2024-12-31", 1735603200},
    {"1900-03-01", -2203891200},
    {"0000", -62167219200},
    {"0000-02-29", -62162121600},
    {"0001-01-01", -62135596800},
    {"9999-12-31T23:59:59Z", 253402300799},
    {"2038-01-19T03:14:08Z", 2147483648},
    // Four digits are a year; other runs of digits are epoch seconds.
    {"2024", 1704067200},
    {"0099", -59042995200},
    {"0", 0},
    {"1", 1},
    {"999", 999},
    {"00002024", 2024},
    {"02024", 2024},
    {"20240101", 20240101},
    {"1704067200", 1704067200},
    {"9223372036854775807", INT64_MAX},
};

TEST(DateTime, ReadsEveryForm) {
  for (const DateCase& row : kDates) {
    const auto date = DateTime::Parse(row.text);
    ASSERT_TRUE(date.has_value()) << row.text;
    EXPECT_EQ(date->seconds, row.seconds) << row.text;
    EXPECT_EQ(date->nanos, row.nanos) << row.text;
  }
}

constexpr std::string_view kRefused[] = {
    "-1",
    "-12",
    "-123",
    "-2024",
    "-0",
    "",
    " ",
    "-",
    "T",
    "Z",
    "now",
    "+1",
    " 1",
    "1 ",
    "1.5",
    "1e3",
    "0x7E8",
    "\0"sv,
    "2024\0"sv,
    "1\0"sv,
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999",
    // Shapes.
    "2024-",
    "2024-1",
    "2024-1-1",
    "2024-01-",
    "2024-01-1",
    "2024-01-011",
    "24-01-01",
    "12024-01-01",
    "-2024-01-01",
    "+2024-01-01",
    "2024/01/01",
    "2024-0101",
    "202401-01",
    "2024-01-01Z",
    "2024Z",
    "2024-01Z",
    "2024-01T00:00Z",
    "2024T00:00Z",
    "2024-W01-1",
    "2024-001",
    "2024-01-01 ",
    " 2024-01-01",
    "2024-01-01 00:00Z",
    "2024-01-01t00:00Z",
    "2024-01-01T00:00z",
    "2024-01-01T",
    "2024-01-01TZ",
    "2024-01-01T00",
    "2024-01-01T00Z",
    "2024-01-01T0000Z",
    "2024-01-01T0:00Z",
    "2024-01-01T00:0Z",
    "2024-01-01T00:00:Z",
    "2024-01-01T00:00:0Z",
    "2024-01-01T00:00:000Z",
    "2024-01-01T00:00:00Z\n",
    // A time needs a zone.
    "2024-01-01T00:00",
    "2024-01-01T00:00:00",
    "2024-01-01T00:00:00.5",
    "2024-01-01T00:00+",
    "2024-01-01T00:00+1",
    "2024-01-01T00:00+01",
    "2024-01-01T00:00+0100",
    "2024-01-01T00:00+01:",
    "2024-01-01T00:00+01:0",
    "2024-01-01T00:00+1:00",
    "2024-01-01T00:00ZZ",
    "2024-01-01T00:00Z+01:00",
    "2024-01-01T00:00UTC",
    "2024-01-01T00:00 Z",
    // Fractions.
    "2024-01-01T00:00:00.Z",
    "2024-01-01T00:00:00,5Z",
    "2024-01-01T00:00.5Z",
    "2024-01-01T00:00:00.1234567890Z",
    "2024-01-01T00:00:00.-5Z",
    // Ranges.
    "2024-00",
    "2024-13",
    "2024-00-01",
    "2024-13-01",
    "2024-01-00",
    "2024-01-32",
    "2024-04-31",
    "2023-02-29",
    "2024-02-30",
    "1900-02-29",
    "2100-02-29",
    "2024-01-01T24:00Z",
    "2024-01-01T25:00Z",
    "2024-01-01T00:60Z",
    "2024-01-01T23:59:60Z",
    "2024-01-01T00:00+24:00",
    "2024-01-01T00:00+01:60",
    // Digits of other scripts.
    "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA4",
    "\xEF\xBC\x92\xEF\xBC\x90",
};

TEST(DateTime, RefusesWhatIsNoDate) {
  for (const std::string_view text : kRefused) {
    EXPECT_FALSE(DateTime::Parse(text).has_value()) << text;
  }
}

// In ascending order.
constexpr std::string_view kAscending[] = {
    "0000",
    "1969-12-31T23:59:59Z",
    "1969-12-31T23:59:59.000000001Z",
    "0",
    "1970-01-01T00:00:00.000000001Z",
    "1",
    "1970-01-01T02:00+01:00",
    "2024",
    "1704067201",
    "2024-01-01T00:00:01.5Z",
    "2024-01-01T00:00:02Z",
    "2024-02",
    "2024-02-02",
    "9999-12-31",
    "253402300800",
};

TEST(DateTime, OrdersAllFormsTogether) {
  for (std::size_t i = 0; i < std::size(kAscending); ++i) {
    for (std::size_t j = 0; j < std::size(kAscending); ++j) {
      EXPECT_EQ(*DateTime::Parse(kAscending[i]) <=> *DateTime::Parse(kAscending[j]), i <=> j)
          << kAscending[i] << " and " << kAscending[j];
    }
  }
}

TEST(DateTime, EqualInstantsAreEqualWhateverTheirForm) {
  for (const std::string_view text :
       {"2024", "2024-01", "2024-01-01", "2024-01-01T00:00Z", "2024-01-01T01:00:00+01:00",
        "2023-12-31T19:00:00.000-05:00"}) {
    EXPECT_EQ(DateTime::Parse(text), DateTime::Parse("1704067200")) << text;
  }
}

// Every day of eight centuries follows the one before it.
TEST(DateTime, CountsEveryDay) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int64_t expected = DateTime::Parse("1600-01-01")->seconds;
  for (int year = 1600; year < 2400; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int month = 1; month <= 12; ++month) {
      const int days = kDays[month - 1] + (leap && month == 2 ? 1 : 0);
      for (int day = 1; day <= 31; ++day) {
        char text[40];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        const auto date = DateTime::Parse(text);
        ASSERT_EQ(date.has_value(), day <= days) << text;
        if (!date) continue;
        ASSERT_EQ(date->seconds, expected) << text;
        expected += 86'400;
      }
    }
  }
}

}  // namespace
}  // namespace keyward::policy::language
