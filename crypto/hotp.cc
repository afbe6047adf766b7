// SPDX-License-Identifier: Apache-2.0
#include "crypto/hotp.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>

#include "crypto/algorithms.h"
#include "crypto/errors.h"
#include "crypto/wipe.h"

namespace keyward::crypto {
namespace {

constexpr std::size_t kSha1Size = 20;
constexpr std::size_t kMaxKey = 1024;
constexpr std::array<std::uint32_t, 3> kModulus = {1'000'000, 10'000'000, 100'000'000};

}  // namespace

core::Result<std::uint32_t> Hotp(Bytes key, std::uint64_t counter, int digits) {
  if (digits < 6 || digits > 8) return InvalidInput("a code has 6 to 8 digits");
  if (key.empty() || key.size() > kMaxKey) return InvalidInput("a key has 1 to 1,024 bytes");
  std::array<std::uint8_t, 8> message = {};
  for (std::size_t i = 0; i < message.size(); ++i) {
    message[i] = static_cast<std::uint8_t>(counter >> (8 * (message.size() - 1 - i)));
  }
  std::array<std::uint8_t, kSha1Size> mac = {};
  unsigned int size = 0;
  const EVP_MD* const sha1 = Algorithms::Get().sha1;
  const bool made =
      sha1 != nullptr && HMAC(sha1, key.data(), static_cast<int>(key.size()), message.data(),
                              message.size(), mac.data(), &size) != nullptr;
  if (!made || size != mac.size()) {
    ERR_clear_error();
    return LibraryFailure("HMAC failed");
  }
  const std::size_t offset = mac.back() & 0xF;
  std::uint32_t number = mac[offset] & 0x7FU;
  for (std::size_t i = 1; i < 4; ++i) number = number << 8 | mac[offset + i];
  Wipe(mac);
  return number % kModulus[static_cast<std::size_t>(digits) - 6];
}

}  // namespace keyward::crypto
