// SPDX-License-Identifier: Apache-2.0
#include "iam/ids.h"

#include <array>
#include <cstdint>

namespace keyward::iam {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kUniqueDigits = 17;
constexpr std::size_t kAccountDigits = 8;
constexpr std::size_t kKeyDigits = 16;
constexpr std::size_t kPrefixBytes = 4;
constexpr std::uint64_t kAccounts = 1'000'000'000'000;
constexpr std::size_t kSecretBytes = 40;

template <std::size_t N>
void AppendRandomDigits(std::string& text, crypto::Random& random) {
  for (std::uint8_t byte : crypto::RandomArray<N>(random)) text.push_back(kBase32[byte % 32]);
}

}  // namespace

std::string NewUniqueId(std::string_view prefix, crypto::Random& random) {
  std::string id(prefix);
  AppendRandomDigits<kUniqueDigits>(id, random);
  return id;
}

std::string NewAccessKeyId(std::string_view account, crypto::Random& random) {
  std::uint64_t number = 0;
  for (char digit : account) number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  std::string id("AKIA");
  for (std::size_t i = kAccountDigits; i-- > 0;) id.push_back(kBase32[(number >> (5 * i)) & 31]);
  AppendRandomDigits<kKeyDigits - kAccountDigits>(id, random);
  return id;
}

std::optional<std::string> AccountOf(std::string_view access_key_id) {
  if (access_key_id.size() != kPrefixBytes + kKeyDigits) return std::nullopt;
  const std::string_view digits = access_key_id.substr(kPrefixBytes);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t value = kBase32.find(digits[i]);
    if (value == std::string_view::npos) return std::nullopt;
    if (i < kAccountDigits) number = number << 5 | value;
  }
  if (number >= kAccounts) return std::nullopt;
  std::string account = std::to_string(number);
  return std::string(12 - account.size(), '0') + account;
}

core::Result<crypto::SecretBytes> NewSecretAccessKey(crypto::Random& random) {
  return crypto::SecretBytes::Build(kSecretBytes,
                                    [&random](crypto::MutableBytes out) -> core::Result<void> {
                                      random.Fill(out);
                                      for (std::uint8_t& byte : out) {
                                        byte = static_cast<std::uint8_t>(kBase64[byte % 64]);
                                      }
                                      return {};
                                    });
}

}  // namespace keyward::iam
