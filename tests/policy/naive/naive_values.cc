// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "tests/policy/naive/naive_text.h"

namespace keyward::policy::naive {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// Takes the digits at the front of *text away and returns them.
std::string TakeDigits(std::string_view* text) {
  std::string digits;
  while (!text->empty() && IsDigit(text->front())) {
    digits += text->front();
    text->remove_prefix(1);
  }
  return digits;
}

bool TakeOne(std::string_view* text, std::string_view choices) {
  if (text->empty() || choices.find(text->front()) == std::string_view::npos) return false;
  text->remove_prefix(1);
  return true;
}

// The value of a few digits; far from any real exponent it stops growing.
std::int64_t SmallInteger(std::string_view digits) {
  constexpr std::int64_t kLimit = 1'000'000'000'000'000;
  std::int64_t value = 0;
  for (char c : digits) value = std::min(kLimit, value * 10 + (c - '0'));
  return value;
}

std::strong_ordering CompareMagnitude(const Number& a, const Number& b) {
  if (a.digits.empty() || b.digits.empty()) return a.digits.size() <=> b.digits.size();
  if (a.exponent != b.exponent) return a.exponent <=> b.exponent;
  std::string left = a.digits;
  std::string right = b.digits;
  const std::size_t width = std::max(left.size(), right.size());
  left.resize(width, '0');
  right.resize(width, '0');
  return left <=> right;
}

bool IsLeapYear(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

std::int64_t DaysInMonth(std::int64_t year, std::int64_t month) {
  constexpr std::array<std::int64_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Counts the days from 1970-01-01 year by year and month by month.
std::int64_t DaysSinceEpoch(std::int64_t year, std::int64_t month, std::int64_t day) {
  std::int64_t days = day - 1;
  for (std::int64_t y = 1970; y < year; ++y) days += IsLeapYear(y) ? 366 : 365;
  for (std::int64_t y = year; y < 1970; ++y) days -= IsLeapYear(y) ? 366 : 365;
  for (std::int64_t m = 1; m < month; ++m) days += DaysInMonth(year, m);
  return days;
}

// Takes exactly `width` digits that make a number from `low` to `high`.
bool TakeField(std::string_view* text, std::size_t width, std::int64_t low, std::int64_t high,
               std::int64_t* value) {
  if (text->size() < width || !AllDigits(text->substr(0, width))) return false;
  *value = SmallInteger(text->substr(0, width));
  text->remove_prefix(width);
  return *value >= low && *value <= high;
}

// Digits without leading zeros, as far as 64 bits hold them.
std::optional<Instant> EpochSeconds(std::string_view digits) {
  constexpr std::string_view kMost = "9223372036854775807";
  if (digits.size() > kMost.size() || (digits.size() == kMost.size() && digits > kMost)) {
    return std::nullopt;
  }
  Instant instant;
  for (char c : digits) instant.seconds = instant.seconds * 10 + (c - '0');
  return instant;
}

// `Z`, `+hh:mm` or `-hh:mm`, in seconds east, to the end of the text.
std::optional<std::int64_t> ReadZone(std::string_view text) {
  if (text == "Z") return 0;
  const std::int64_t sign = text.starts_with('-') ? -1 : 1;
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  if (!TakeOne(&text, "+-") || !TakeField(&text, 2, 0, 23, &hours)) return std::nullopt;
  if (!TakeOne(&text, ":") || !TakeField(&text, 2, 0, 59, &minutes)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return sign * (hours * 3600 + minutes * 60);
}

// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.FRACTION`, then the zone; added to *instant.
bool ReadTimeOfDay(std::string_view text, Instant* instant) {
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
  if (!TakeField(&text, 2, 0, 23, &hours) || !TakeOne(&text, ":")) return false;
  if (!TakeField(&text, 2, 0, 59, &minutes)) return false;
  if (TakeOne(&text, ":")) {
    if (!TakeField(&text, 2, 0, 59, &seconds)) return false;
    if (TakeOne(&text, ".")) {
      std::string fraction = TakeDigits(&text);
      if (fraction.empty() || fraction.size() > 9) return false;
      fraction.resize(9, '0');
      instant->nanoseconds = SmallInteger(fraction);
    }
  }
  const std::optional<std::int64_t> zone = ReadZone(text);
  if (!zone) return false;
  instant->seconds += hours * 3600 + minutes * 60 + seconds - *zone;
  return true;
}

int Base64Value(char c) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::optional<Number> ReadNumber(std::string_view text) {
  Number number;
  number.negative = TakeOne(&text, "-");
  const std::string whole = TakeDigits(&text);
  std::string fraction;
  if (whole.empty()) return std::nullopt;
  if (TakeOne(&text, ".")) {
    fraction = TakeDigits(&text);
    if (fraction.empty()) return std::nullopt;
  }
  number.exponent = static_cast<std::int64_t>(whole.size());
  if (TakeOne(&text, "eE")) {
    const bool down = text.starts_with('-');
    TakeOne(&text, "+-");
    const std::string power = TakeDigits(&text);
    if (power.empty()) return std::nullopt;
    number.exponent += down ? -SmallInteger(power) : SmallInteger(power);
  }
  if (!text.empty()) return std::nullopt;
  number.digits = whole + fraction;
  const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, zeros);
  number.exponent -= static_cast<std::int64_t>(zeros);
  while (number.digits.ends_with('0')) number.digits.pop_back();
  return number;
}

std::strong_ordering Compare(const Number& a, const Number& b) {
  const bool a_below_zero = a.negative && !a.digits.empty();
  const bool b_below_zero = b.negative && !b.digits.empty();
  if (a_below_zero != b_below_zero) return b_below_zero <=> a_below_zero;
  return a_below_zero ? CompareMagnitude(b, a) : CompareMagnitude(a, b);
}

std::optional<Instant> ReadInstant(std::string_view text) {
  if (AllDigits(text) && text.size() != 4) {
    while (text.size() > 1 && text.starts_with('0')) text.remove_prefix(1);
    return EpochSeconds(text);
  }
  std::int64_t year = 0;
  std::int64_t month = 1;
  std::int64_t day = 1;
  if (!TakeField(&text, 4, 0, 9999, &year)) return std::nullopt;
  bool has_day = false;
  if (TakeOne(&text, "-")) {
    if (!TakeField(&text, 2, 1, 12, &month)) return std::nullopt;
    if (TakeOne(&text, "-")) {
      has_day = true;
      if (!TakeField(&text, 2, 1, DaysInMonth(year, month), &day)) return std::nullopt;
    }
  }
  Instant instant{DaysSinceEpoch(year, month, day) * 86400, 0};
  if (text.empty()) return instant;
  if (!has_day || !TakeOne(&text, "T") || !ReadTimeOfDay(text, &instant)) return std::nullopt;
  return instant;
}

std::optional<bool> ReadBool(std::string_view text) {
  const std::string folded = Folded(text);
  if (folded == "true") return true;
  if (folded == "false") return false;
  return std::nullopt;
}

std::optional<std::string> ReadBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bits;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  for (char c : text) {
    const int value = Base64Value(c);
    if (value < 0) return std::nullopt;
    for (int bit = 5; bit >= 0; --bit) bits += ((value >> bit) & 1) != 0 ? '1' : '0';
  }
  std::string bytes;
  while (bits.size() >= 8) {
    int byte = 0;
    for (int i = 0; i < 8; ++i) byte = byte * 2 + (bits[static_cast<std::size_t>(i)] - '0');
    bytes += static_cast<char>(byte);
    bits.erase(0, 8);
  }
  // What is left over is padding: it must be zero.
  if (bits.find('1') != std::string::npos) return std::nullopt;
  return bytes;
}

std::optional<Network> ReadAddress(std::string_view text) {
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  Network address;
  if (inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) {
    address.v4 = true;
    address.bits = 32;
    return address;
  }
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) != 1) return std::nullopt;
  address.bits = 128;
  return address;
}

namespace {

// Rule 32: IPv4-mapped addresses, and networks of them of at least 96 bits, are IPv4.
Network WithoutMapping(Network network) {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (network.v4 || network.bits < 96) return network;
  if (std::memcmp(network.bytes.data(), kMapped.data(), kMapped.size()) != 0) return network;
  Network v4;
  v4.v4 = true;
  v4.bits = network.bits - 96;
  std::copy_n(network.bytes.begin() + 12, 4, v4.bytes.begin());
  return v4;
}

bool BitAt(const Network& network, int bit) {
  const std::uint8_t byte = network.bytes[static_cast<std::size_t>(bit / 8)];
  return ((byte >> (7 - bit % 8)) & 1) != 0;
}

}  // namespace

std::optional<Network> ReadNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  std::optional<Network> network = ReadAddress(text.substr(0, slash));
  if (!network) return std::nullopt;
  if (slash != std::string_view::npos) {
    const std::string_view length = text.substr(slash + 1);
    if (!AllDigits(length) || SmallInteger(length) > network->bits) return std::nullopt;
    network->bits = static_cast<int>(SmallInteger(length));
  }
  return WithoutMapping(*network);
}

bool Contains(const Network& network, const Network& address) {
  const Network plain = WithoutMapping(address);
  if (network.v4 != plain.v4) return false;
  for (int bit = 0; bit < network.bits; ++bit) {
    if (BitAt(network, bit) != BitAt(plain, bit)) return false;
  }
  return true;
}

}  // namespace keyward::policy::naive
