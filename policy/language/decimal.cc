// SPDX-License-Identifier: Apache-2.0
#include "policy/language/decimal.h"

#include <charconv>

namespace keyward::policy::language {
namespace {

// Exponents beyond this are not numbers: no double reaches them.
constexpr int kMaxExponent = 400;
// Texts longer than this are not numbers: digits beyond kMaxDigits could only be zeros.
constexpr std::size_t kMaxText = 1024;

// Takes the run of digits at the start of *text away from it.
std::string_view TakeDigitRun(std::string_view* text) {
  std::size_t count = 0;
  while (count < text->size() && (*text)[count] >= '0' && (*text)[count] <= '9') ++count;
  const std::string_view run = text->substr(0, count);
  text->remove_prefix(count);
  return run;
}

bool TakeChar(std::string_view* text, char c) {
  if (!text->starts_with(c)) return false;
  text->remove_prefix(1);
  return true;
}

// Reads the rest of a number after its `e`; false when it is not an exponent in range.
bool ReadExponent(std::string_view text, int* exponent) {
  const bool negative = TakeChar(&text, '-');
  if (!negative) TakeChar(&text, '+');
  const std::string_view digits = TakeDigitRun(&text);
  if (digits.empty() || !text.empty()) return false;
  int value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure != std::errc() || value > kMaxExponent) return false;
  *exponent = negative ? -value : value;
  return true;
}

}  // namespace

bool Decimal::TakeDigits(std::string_view digits, bool after_point) {
  for (const char digit : digits) {
    if (count_ == 0 && digit == '0') {
      if (after_point) --exponent_;
      continue;
    }
    if (!after_point) ++exponent_;
    if (count_ < kMaxDigits) {
      digits_[count_++] = digit;
    } else if (digit != '0') {
      return false;
    }
  }
  return true;
}

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  if (text.size() > kMaxText) return std::nullopt;
  Decimal number;
  number.negative_ = TakeChar(&text, '-');
  const std::string_view whole = TakeDigitRun(&text);
  if (whole.empty() || !number.TakeDigits(whole, /*after_point=*/false)) return std::nullopt;
  if (TakeChar(&text, '.')) {
    const std::string_view fraction = TakeDigitRun(&text);
    if (fraction.empty() || !number.TakeDigits(fraction, /*after_point=*/true)) return std::nullopt;
  }
  if (TakeChar(&text, 'e') || TakeChar(&text, 'E')) {
    int exponent = 0;
    if (!ReadExponent(text, &exponent)) return std::nullopt;
    number.exponent_ += exponent;
  } else if (!text.empty()) {
    return std::nullopt;
  }
  while (number.count_ > 0 && number.digits_[number.count_ - 1U] == '0') --number.count_;
  if (number.count_ == 0) {
    number.negative_ = false;
    number.exponent_ = 0;
  }
  return number;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& n) { return n.count_ == 0 ? 0 : n.negative_ ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  if (sign(a) == 0) return std::strong_ordering::equal;
  std::strong_ordering magnitude = a.exponent_ <=> b.exponent_;
  if (magnitude == 0) {
    const std::string_view left(a.digits_.data(), a.count_);
    const std::string_view right(b.digits_.data(), b.count_);
    magnitude = left.compare(right) <=> 0;
  }
  return a.negative_ ? 0 <=> magnitude : magnitude;
}

}  // namespace keyward::policy::language
