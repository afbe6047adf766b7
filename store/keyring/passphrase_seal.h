// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/password.h"
#include "store/keyring/seal.h"

namespace keyward::store::keyring {

// Root key = Argon2id of a passphrase, with a salt of its own for each wrapping; it wraps by AES
// key wrap (RFC 3394).
//
// Parameters (24 bytes, integers big-endian): salt (16), memory in KiB (4), passes (4). Parameters
// that are not so, or out of the bounds of Argon2idParameters, cost a derivation with the defaults
// before they are refused, so that time does not tell them from a wrong passphrase.
class PassphraseSeal final : public Seal {
 public:
  // Short ones fall to guessing, whatever the derivation costs.
  static constexpr std::size_t kMinBytes = 12;
  static constexpr std::size_t kMaxBytes = 1024;

  // Errors: kInvalidArgument "InvalidPassphrase" unless it has kMinBytes to kMaxBytes bytes.
  static core::Result<PassphraseSeal> Create(crypto::SecretBytes passphrase,
                                             const crypto::Argon2idParameters& parameters = {});

  SealKind kind() const override { return SealKind::kPassphrase; }
  core::Result<WrappedKey> Wrap(const KeyringKey& key, crypto::Random& random) const override;
  core::Result<KeyringKey> Unwrap(const WrappedKey& wrapped) const override;

 private:
  PassphraseSeal(crypto::SecretBytes passphrase, const crypto::Argon2idParameters& parameters)
      : passphrase_(std::move(passphrase)), parameters_(parameters) {}

  crypto::SecretBytes passphrase_;
  crypto::Argon2idParameters parameters_;  // for wrapping
};

}  // namespace keyward::store::keyring
