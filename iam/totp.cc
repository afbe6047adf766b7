// SPDX-License-Identifier: Apache-2.0
#include "iam/totp.h"

#include <cassert>
#include <utility>

#include "crypto/constant_time.h"
#include "crypto/hotp.h"

namespace keyward::iam {
namespace {

constexpr std::chrono::seconds kStep{30};
constexpr std::size_t kDigits = 6;

// Whether the codes are those of the steps that end with `last`.
core::Result<bool> Matches(crypto::Bytes seed, std::span<const std::string_view> codes,
                           std::int64_t last) {
  std::int64_t step = last - static_cast<std::int64_t>(codes.size());
  bool all = true;
  for (const std::string_view code : codes) {
    core::Result<std::string> expected = TotpCode(seed, ++step);
    if (!expected) return std::move(expected).error();
    all &= crypto::ConstantTimeEquals(crypto::AsBytes(*expected), crypto::AsBytes(code));
  }
  return all;
}

}  // namespace

std::int64_t TotpStepAt(std::chrono::sys_seconds time) { return time.time_since_epoch() / kStep; }

core::Result<std::string> TotpCode(crypto::Bytes seed, std::int64_t step) {
  core::Result<std::uint32_t> number =
      crypto::Hotp(seed, static_cast<std::uint64_t>(step), kDigits);
  if (!number) return std::move(number).error();
  std::string code = std::to_string(*number);
  code.insert(0, kDigits - code.size(), '0');
  return code;
}

core::Result<std::optional<std::int64_t>> FindTotp(crypto::Bytes seed,
                                                   std::span<const std::string_view> codes,
                                                   const TotpWindow& window) {
  const auto count = static_cast<std::int64_t>(codes.size());
  for (std::int64_t i = 0; i <= 2 * window.within; ++i) {
    const std::int64_t distance = (i + 1) / 2;
    const std::int64_t last = window.around + (i % 2 == 0 ? -distance : distance);
    const std::int64_t first = last - count + 1;
    if (first <= window.after || first < 0) continue;
    core::Result<bool> matches = Matches(seed, codes, last);
    if (!matches) return std::move(matches).error();
    if (*matches) return std::optional(last);
  }
  return std::optional<std::int64_t>();
}

std::string Base32Encode(std::string_view bytes) {
  static constexpr std::string_view kDigitsOf = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  assert(bytes.size() % 5 == 0);
  std::string text;
  text.reserve(bytes.size() / 5 * 8);
  for (std::size_t at = 0; at + 5 <= bytes.size(); at += 5) {
    std::uint64_t group = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      group = group << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    for (int shift = 35; shift >= 0; shift -= 5) text.push_back(kDigitsOf[group >> shift & 31]);
  }
  return text;
}

}  // namespace keyward::iam
