// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/random.h"
#include "crypto/secret_bytes.h"

namespace keyward::store::keyring {

// Persisted; never renumbered.
enum class SealKind : std::uint8_t {
  kPassphrase = 1,
  kKeyFile = 2,
  kPkcs11 = 3,
};

// "passphrase", "keyfile", "pkcs11".
std::string_view SealKindName(SealKind kind);

// The key under which the rest of the keyring is sealed.
using KeyringKey = crypto::SecretArray<32>;

// What a seal needs to find its root key again, and the keyring key wrapped under it. Public.
struct WrappedKey {
  std::string parameters;  // the seal's own; see docs/formats/keyring.md
  std::string wrapped;
};
inline constexpr std::size_t kMaxSealParameterBytes = 4096;
inline constexpr std::size_t kMaxWrappedKeyBytes = 1024;

// What stands between a stolen data directory and its keys: wraps one key under a root key that is
// kept elsewhere, in a head, a file or a token.
//
// Property: confidentiality and integrity of the wrapped key against who has all but the root key.
// Thread-safe. Blocking: a call may take seconds, or talk to a device.
class Seal {
 public:
  virtual ~Seal() = default;

  virtual SealKind kind() const = 0;

  virtual core::Result<WrappedKey> Wrap(const KeyringKey& key, crypto::Random& random) const = 0;

  // Errors: InvalidCiphertext() whatever is wrong with the root key, the parameters or the wrapped
  // key; it takes the time that it takes with all of them right. Others tell of the seal itself: a
  // device that does not answer, memory that cannot be had.
  virtual core::Result<KeyringKey> Unwrap(const WrappedKey& wrapped) const = 0;
};

}  // namespace keyward::store::keyring
