// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "crypto/secret_bytes.h"
#include "store/keyring/seal.h"

namespace keyward::store::keyring {

using InstallationId = std::array<std::uint8_t, 16>;

// Seals record values. Numbers count from 1 and are never used again.
struct DataKey {
  std::uint32_t number = 0;
  std::int64_t created = 0;  // seconds since 1970-01-01 UTC
  crypto::SecretArray<32> key;
};

// Rotations are rare: this is one a day for ten years.
inline constexpr std::size_t kMaxDataKeys = 4096;

// The part of a sealed keyring that anyone may read.
struct KeyringHeader {
  SealKind seal = SealKind::kPassphrase;
  InstallationId installation = {};
  // Counts the changes of the keyring, from 1.
  std::uint64_t generation = 0;
  WrappedKey wrapped;
};

// An installation's keys, open. Not thread-safe.
class Keyring {
 public:
  // A new installation: a random id, data key 1, an integrity key.
  static core::Result<Keyring> Create(const Seal& seal, crypto::Random& random,
                                      const core::Clock& clock);

  // Opens what Serialize gave. Errors: those of ReadHeader; kFailedPrecondition "SealMismatch" when
  // another kind of seal closed it; kPermissionDenied "UnsealFailed", always the same, when the
  // seal's secret is wrong or the keyring is damaged; those of the seal itself.
  static core::Result<Keyring> Open(std::string_view bytes, const Seal& seal);

  // Reads the header alone. Errors: kFailedPrecondition "KeyringTooNew" for another version of the
  // format; kPermissionDenied "UnsealFailed" when it is damaged.
  static core::Result<KeyringHeader> ReadHeader(std::string_view bytes);

  // The keyring's bytes: docs/formats/keyring.md.
  core::Result<std::string> Serialize(crypto::Random& random) const;

  core::Result<Keyring> Clone() const;

  // Adds a data key, which becomes the current one. Errors: kResourceExhausted "TooManyDataKeys".
  core::Result<void> Rotate(crypto::Random& random, const core::Clock& clock);

  // Takes another seal, or the same kind with another secret, and a new keyring key: who kept the
  // old keyring and learns the old secret opens no later keyring with it.
  core::Result<void> Rekey(const Seal& seal, crypto::Random& random);

  const KeyringHeader& header() const { return header_; }
  // Ascending by number; the last is the current one. Never empty.
  std::span<const DataKey> data_keys() const { return data_keys_; }
  // Never changes: keys the ledger, the anchor and what else vouches for the whole.
  const crypto::SecretArray<32>& integrity_key() const { return integrity_key_; }

 private:
  Keyring(KeyringHeader header, KeyringKey keyring_key, crypto::SecretArray<32> integrity_key)
      : header_(std::move(header)),
        keyring_key_(std::move(keyring_key)),
        integrity_key_(std::move(integrity_key)) {}
  core::Result<void> AddKey(crypto::Random& random, const core::Clock& clock);

  KeyringHeader header_;
  KeyringKey keyring_key_;
  crypto::SecretArray<32> integrity_key_;
  std::vector<DataKey> data_keys_;
};

}  // namespace keyward::store::keyring
