// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "store/keyring/root_key.h"
#include "store/keyring/seal.h"

namespace keyward::store {

// A seal whose root key is one byte, 32 times over: as quick as a key file's, and needs no file.
class FixedSeal final : public keyring::Seal {
 public:
  explicit FixedSeal(std::uint8_t byte = 0x11, keyring::SealKind kind = keyring::SealKind::kKeyFile)
      : byte_(byte), kind_(kind) {}

  keyring::SealKind kind() const override { return kind_; }

  core::Result<keyring::WrappedKey> Wrap(const keyring::KeyringKey& key,
                                         crypto::Random& /*random*/) const override {
    core::Result<std::string> wrapped = keyring::WrapUnder(Root(), key);
    if (!wrapped) return std::move(wrapped).error();
    return keyring::WrappedKey{"", *std::move(wrapped)};
  }

  core::Result<keyring::KeyringKey> Unwrap(const keyring::WrappedKey& wrapped) const override {
    ++unwraps_;
    return keyring::UnwrapUnder(Root(), wrapped.wrapped);
  }

  // How often Unwrap was called: what a passphrase's derivation would have cost.
  int unwraps() const { return unwraps_; }

 private:
  keyring::KeyringKey Root() const {
    std::array<std::uint8_t, 32> bytes;
    bytes.fill(byte_);
    return *keyring::KeyringKey::Copy(bytes);
  }

  std::uint8_t byte_;
  keyring::SealKind kind_;
  mutable int unwraps_ = 0;
};

}  // namespace keyward::store
