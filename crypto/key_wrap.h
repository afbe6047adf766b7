// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/secret_bytes.h"

namespace keyward::crypto {

// AES-256 key wrap: deterministic authenticated encryption of keys under a key-encryption key. Both
// classes:
//
// Property: integrity, and confidentiality of uniform keys; equal keys wrap to equal texts. There
// is no associated data and no nonce. 128- and 192-bit key-encryption keys are not offered.
// Errors: Unwrap answers InvalidCiphertext() whatever is wrong. Wrap answers kInvalidArgument named
// "ValidationException" for a length that the mode or kMaxKeySize does not take.
// Thread-safe; contexts are pooled.
struct KeyWrapImpl;

// The wrapped key is eight bytes longer than the key, whose length is a multiple of 8, at least 16.
// Source: RFC 3394 with the default initial value; SP 800-38F section 6.2 (KW).
class AesKeyWrap {
 public:
  static constexpr std::size_t kMaxKeySize = std::size_t{64} << 10;
  using Key = SecretArray<32>;

  static core::Result<AesKeyWrap> Create(const Key& key);
  AesKeyWrap(AesKeyWrap&&) noexcept;
  AesKeyWrap& operator=(AesKeyWrap&&) noexcept;
  ~AesKeyWrap();

  core::Result<std::string> Wrap(const SecretBytes& key) const;
  core::Result<SecretBytes> Unwrap(Bytes wrapped) const;

 private:
  explicit AesKeyWrap(std::unique_ptr<KeyWrapImpl> impl);
  std::unique_ptr<KeyWrapImpl> impl_;
};

// Takes keys of any length from one byte; the wrapped key is padded to a multiple of 8, and eight
// bytes longer.
// Source: RFC 5649; SP 800-38F section 6.3 (KWP).
class AesKeyWrapPadded {
 public:
  static constexpr std::size_t kMaxKeySize = std::size_t{64} << 10;
  using Key = SecretArray<32>;

  static core::Result<AesKeyWrapPadded> Create(const Key& key);
  AesKeyWrapPadded(AesKeyWrapPadded&&) noexcept;
  AesKeyWrapPadded& operator=(AesKeyWrapPadded&&) noexcept;
  ~AesKeyWrapPadded();

  core::Result<std::string> Wrap(const SecretBytes& key) const;
  core::Result<SecretBytes> Unwrap(Bytes wrapped) const;

 private:
  explicit AesKeyWrapPadded(std::unique_ptr<KeyWrapImpl> impl);
  std::unique_ptr<KeyWrapImpl> impl_;
};

}  // namespace keyward::crypto
