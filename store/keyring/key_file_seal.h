// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "store/keyring/seal.h"

namespace keyward::store::keyring {

// Root key = the 32 bytes in a file; it wraps by AES key wrap (RFC 3394). No parameters.
//
// The file holds 64 hexadecimal digits and a newline, as `openssl rand -hex 32` prints. It is a
// regular file of the user or of root, which nobody else may read or write (mode 0600 or 0400).
class KeyFileSeal final : public Seal {
 public:
  // Errors: kInvalidArgument "InvalidKeyFile" when it does not hold what it should;
  // kPermissionDenied "KeyFilePermissions" when others may read or write it; kNotFound
  // "KeyFileNotFound"; kUnavailable "KeyFileUnreadable". Each names the file.
  static core::Result<KeyFileSeal> Read(const std::string& path);

  // Makes a new key file, which must not exist, durably. Errors: kAlreadyExists "KeyFileExists";
  // kUnavailable "KeyFileUnwritable".
  static core::Result<KeyFileSeal> Generate(const std::string& path, crypto::Random& random);

  SealKind kind() const override { return SealKind::kKeyFile; }
  core::Result<WrappedKey> Wrap(const KeyringKey& key, crypto::Random& random) const override;
  core::Result<KeyringKey> Unwrap(const WrappedKey& wrapped) const override;

 private:
  explicit KeyFileSeal(KeyringKey root_key) : root_key_(std::move(root_key)) {}

  KeyringKey root_key_;
};

}  // namespace keyward::store::keyring
