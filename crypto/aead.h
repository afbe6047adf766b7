// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/secret_bytes.h"

namespace keyward::crypto {

// Authenticated encryption with associated data, under one key. What both classes share:
//
// Sealed form: ciphertext, as long as the plaintext, then the 16-byte tag. The nonce is not in it.
// Property: confidentiality of the plaintext, integrity of plaintext and `aad` (IND-CCA2), as long
// as the caller keeps the nonce contract of the class. The length is not hidden. Neither commits to
// its key: a sealed text may open under two keys that an attacker chose. DerivingAead
// (crypto/deriving_aead.h) commits, and keeps the nonce contract by itself: prefer it.
// Errors: Open answers InvalidCiphertext() whatever is wrong, and `plaintext` is then wiped. Seal
// and Open answer kInvalidArgument named "ValidationException" when an output has the wrong size
// or an input is over kMaxMessageSize.
// Buffers: the output may begin where the input begins; it may not overlap it otherwise.
// Thread-safe: Seal and Open from any number of threads. Neither allocates in a steady state.

// AES-256 in Galois/Counter Mode with a 96-bit nonce and a 128-bit tag, by OpenSSL.
//
// Nonce contract: never the same nonce twice under a key. One repetition reveals the XOR of two
// plaintexts and the authentication key. With random nonces a key must seal at most 2^32 messages
// in its life, over all processes (SP 800-38D section 8.3: probability of a repetition <= 2^-32),
// so no long-lived key comes here with random nonces; it goes through DerivingAead. A message is at
// most 2^39 - 256 bits by section 5.2.1.1; ours is lower.
// Source: NIST SP 800-38D; RFC 5116 section 5.2.
class Aes256Gcm {
 public:
  static constexpr std::size_t kKeySize = 32;
  static constexpr std::size_t kNonceSize = 12;
  static constexpr std::size_t kTagSize = 16;
  // OpenSSL counts with int.
  static constexpr std::size_t kMaxMessageSize = std::size_t{1} << 30;
  using Key = SecretArray<kKeySize>;
  using Nonce = std::array<std::uint8_t, kNonceSize>;

  static core::Result<Aes256Gcm> Create(const Key& key);
  Aes256Gcm(Aes256Gcm&&) noexcept;
  Aes256Gcm& operator=(Aes256Gcm&&) noexcept;
  ~Aes256Gcm();

  // `sealed` takes plaintext.size() + kTagSize bytes.
  core::Result<void> Seal(const Nonce& nonce, Bytes aad, Bytes plaintext,
                          MutableBytes sealed) const;
  // `plaintext` takes sealed.size() - kTagSize bytes.
  core::Result<void> Open(const Nonce& nonce, Bytes aad, Bytes sealed,
                          MutableBytes plaintext) const;
  core::Result<SecretBytes> OpenSecret(const Nonce& nonce, Bytes aad, Bytes sealed) const;

 private:
  struct Impl;
  explicit Aes256Gcm(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// XChaCha20-Poly1305 with a 192-bit nonce and a 128-bit tag, by libsodium.
//
// Nonce contract: never the same nonce twice under a key. Random nonces are safe for any number of
// messages that can be made (repetition <= 2^-32 after 2^80), so draw each from crypto::Random.
// Source: draft-irtf-cfrg-xchacha-03 section 2; RFC 8439 section 2.8.
class XChaCha20Poly1305 {
 public:
  static constexpr std::size_t kKeySize = 32;
  static constexpr std::size_t kNonceSize = 24;
  static constexpr std::size_t kTagSize = 16;
  static constexpr std::size_t kMaxMessageSize = std::size_t{1} << 30;
  using Key = SecretArray<kKeySize>;
  using Nonce = std::array<std::uint8_t, kNonceSize>;

  static core::Result<XChaCha20Poly1305> Create(Key key);

  // As above.
  core::Result<void> Seal(const Nonce& nonce, Bytes aad, Bytes plaintext,
                          MutableBytes sealed) const;
  core::Result<void> Open(const Nonce& nonce, Bytes aad, Bytes sealed,
                          MutableBytes plaintext) const;
  core::Result<SecretBytes> OpenSecret(const Nonce& nonce, Bytes aad, Bytes sealed) const;

 private:
  explicit XChaCha20Poly1305(Key key);
  Key key_;
};

}  // namespace keyward::crypto
