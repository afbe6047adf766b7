// SPDX-License-Identifier: Apache-2.0
//
// Numbers are compared exactly: no double stands between the text and the order.
#include "policy/language/decimal.h"

#include <gtest/gtest.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace keyward::policy::language {
namespace {

using std::string_view_literals::operator""sv;

// In ascending order; texts in one row are equal.
const std::vector<std::vector<std::string>> kAscending = {
    {"-1e400"},
    {"-1e399", "-10e398", "-0.1e400"},
    {"-18446744073709551616"},
    {"-9223372036854775809"},
    {"-9223372036854775808", "-9223372036854775808.0", "-0009223372036854775808"},
    {"-9223372036854775807"},
    {"-10", "-1e1", "-1E+1", "-100e-1", "-010"},
    {"-9.999"},
    {"-1", "-1.0", "-10e-1"},
    {"-0.5", "-5e-1"},
    {"-0.0000000001", "-1e-10"},
    {"-1e-400"},
    {"0", "-0", "0.0", "-0.000", "0e5", "0E-5", "000", "0e400"},
    {"1e-400"},
    {"0.001", "1e-3", "0.1e-2"},
    {"0.1", "0.10", "1e-1", "00.1"},
    {"0.1000000000000000055511151231257827"},
    {"0.5"},
    {"1", "1.0", "01", "1e0", "1e-0", "10e-1", "0.1e1",
     "1.000000000000000000000000000000000000000"},
    {"1.0000000000000000001"},
    {"9"},
    {"10", "1e1", "1E1", "1e+1", "1e01", "1e0000000000000000000001", "100e-1"},
    {"11"},
    {"99.99"},
    {"100"},
    {"9007199254740992"},
    {"9007199254740993"},
    {"9223372036854775806"},
    {"9223372036854775807"},
    {"9223372036854775808"},
    {"18446744073709551615"},
    {"18446744073709551616"},
    {"1234567890123456789012345678901234567890"},
    {"1234567890123456789012345678901234567891"},
    {"1e40", "10000000000000000000000000000000000000000"},
    {"1e399"},
    {"1e400"},
};

TEST(Decimal, OrdersEveryPairExactly) {
  for (std::size_t i = 0; i < kAscending.size(); ++i) {
    for (const std::string& left : kAscending[i]) {
      const auto a = Decimal::Parse(left);
      ASSERT_TRUE(a.has_value()) << left;
      for (std::size_t j = 0; j < kAscending.size(); ++j) {
        for (const std::string& right : kAscending[j]) {
          const auto b = Decimal::Parse(right);
          ASSERT_TRUE(b.has_value()) << right;
          EXPECT_EQ(*a <=> *b, i <=> j) << left << " and " << right;
          EXPECT_EQ(*a == *b, i == j) << left << " and " << right;
        }
      }
    }
  }
}

constexpr std::string_view kRefused[] = {
    "",
    " ",
    "-",
    "+",
    "+1",
    " 1",
    "1 ",
    "1\n",
    "--1",
    "- 1",
    ".",
    ".5",
    "5.",
    "-.5",
    "1.e3",
    "1e",
    "1e+",
    "1e-",
    "1e1.5",
    "1e 5",
    "e5",
    "1.2.3",
    "1,000",
    "1_000",
    "0x10",
    "10abc",
    "abc",
    "NaN",
    "nan",
    "Infinity",
    "-inf",
    "1f",
    "\xD9\xA1",
    "\xEF\xBC\x91",
    "${aws:n}",
    "1/2",
    "1e1e1",
    "1\0"sv,
    "\0"sv,
    // Exponents that no double reaches.
    "1e401",
    "1e-401",
    "1e2147483648",
    "1e99999999999999999999",
    // More digits than are held.
    "12345678901234567890123456789012345678901",
    "0.12345678901234567890123456789012345678901",
    "1.0000000000000000000000000000000000000001",
};

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const std::string_view text : kRefused) {
    EXPECT_FALSE(Decimal::Parse(text).has_value()) << text;
  }
}

TEST(Decimal, HoldsFortySignificantDigits) {
  const std::string digits(Decimal::kMaxDigits, '7');
  EXPECT_TRUE(Decimal::Parse(digits).has_value());
  EXPECT_TRUE(Decimal::Parse("-0.000" + digits).has_value());
  EXPECT_TRUE(Decimal::Parse("000" + digits + "000.000").has_value()) << "zeros do not count";
  EXPECT_FALSE(Decimal::Parse(digits + "7").has_value());
  EXPECT_FALSE(Decimal::Parse(digits + "0.7").has_value());
  EXPECT_LT(Decimal::Parse(digits), Decimal::Parse(digits + "0"));
}

TEST(Decimal, LongTextsAreNoNumbers) {
  EXPECT_TRUE(Decimal::Parse(std::string(1023, '0') + "1").has_value());
  EXPECT_FALSE(Decimal::Parse(std::string(1'000'000, '0')).has_value());
  EXPECT_FALSE(Decimal::Parse(std::string(1'000'000, '9')).has_value());
}

TEST(Decimal, AgreesWithTheOrderOfAll64BitIntegers) {
  std::mt19937_64 random(1);
  constexpr std::int64_t kEdges[] = {std::numeric_limits<std::int64_t>::min(),
                                     std::numeric_limits<std::int64_t>::max(), 0, -1, 1};
  for (int i = 0; i < 20'000; ++i) {
    const auto a = static_cast<std::int64_t>(random());
    // Neighbours are where doubles fail.
    const std::int64_t b =
        random() % 3 == 0 ? kEdges[random() % 5] : a ^ static_cast<std::int64_t>(random() % 4);
    EXPECT_EQ(*Decimal::Parse(std::to_string(a)) <=> *Decimal::Parse(std::to_string(b)), a <=> b)
        << a << " and " << b;
    const auto c = static_cast<std::uint64_t>(a);
    const auto d = static_cast<std::uint64_t>(b);
    EXPECT_EQ(*Decimal::Parse(std::to_string(c)) <=> *Decimal::Parse(std::to_string(d)), c <=> d)
        << c << " and " << d;
  }
}

}  // namespace
}  // namespace keyward::policy::language
