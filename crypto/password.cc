// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.h"

#include <sodium.h>

#include "crypto/algorithms.h"
#include "crypto/errors.h"

namespace keyward::crypto {
namespace {

constexpr std::size_t kMinKeySize = 16;
constexpr std::size_t kMaxKeySize = 64;

bool InBounds(const Argon2idParameters& p) {
  return p.passes >= p.kMinPasses && p.passes <= p.kMaxPasses && p.memory_kib >= p.kMinMemoryKib &&
         p.memory_kib <= p.kMaxMemoryKib;
}

}  // namespace

core::Result<SecretBytes> DeriveFromPassword(const SecretBytes& password, const PasswordSalt& salt,
                                             const Argon2idParameters& parameters,
                                             std::size_t size) {
  static_assert(std::tuple_size_v<PasswordSalt> == crypto_pwhash_SALTBYTES);
  if (!InBounds(parameters)) return InvalidInput("the Argon2id parameters are out of bounds");
  if (size < kMinKeySize || size > kMaxKeySize) {
    return InvalidInput("a key of 16 to 64 bytes can be derived from a password");
  }
  EnsureSodium();
  return SecretBytes::Build(size, [&](MutableBytes out) -> core::Result<void> {
    const Bytes exposed = password.Expose();
    if (crypto_pwhash(out.data(), out.size(), reinterpret_cast<const char*>(exposed.data()),
                      exposed.size(), salt.data(), parameters.passes,
                      std::size_t{parameters.memory_kib} * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
      return core::Error{core::ErrorCode::kResourceExhausted, "LimitExceededException",
                         "there is not enough memory to derive a key from the password"};
    }
    return {};
  });
}

}  // namespace keyward::crypto
