// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/random.h"
#include "crypto/secret_bytes.h"

namespace keyward::crypto {

// Seals any number of messages under one long-lived key: each gets a key of its own, derived from
// the long-lived key and a random nonce, and commits to it. For stored values and for KMS.
//
// Property: IND-CCA2 for plaintext, integrity for plaintext, `aad`, label and everything in the
// sealed form; key-committing (two keys or labels under which one sealed text opens are a collision
// of HMAC-SHA-256). A message key is used for one message, so the 2^32 bound of SP 800-38D section
// 8.3 on random nonces is out of reach: nonces repeat with probability 2^-32 after 2^48 messages,
// and even then the random IVs differ.
//
// Sealed form (frozen; integers are big-endian):
//
//   offset  bytes  what
//        0     16  nonce        random; the KDF's context
//       16     12  iv           random; the nonce of AES-256-GCM
//       28     32  commitment
//       60      n  ciphertext   as long as the plaintext
//     60+n     16  tag
//
// Derivation (SP 800-108r1 section 4.1, counter mode, PRF = HMAC-SHA-256, r = 32, L = 512 bits):
//
//   K(i) = HMAC-SHA-256(key, [i]_4 || label || 0x00 || nonce || [512]_4)     i = 1, 2
//   message key = K(1);  commitment = K(2)
//   ciphertext || tag = AES-256-GCM(message key, iv, aad, plaintext)
//
// [x]_4 is x as four bytes: the counter is 00 00 00 01 and 00 00 00 02, the length 00 00 02 00. The
// label is ASCII without its terminator; it names one use and its version, as in
// "keyward/store/value/v1". `aad` is the caller's as it stands: nonce, commitment and label need
// not be repeated in it, for they are bound by the derivation.
//
// Opening derives, compares the commitment in constant time, and decrypts only when it is right.
// Errors: Open answers InvalidCiphertext() whatever is wrong, and then wipes its output; otherwise
// kInvalidArgument named "ValidationException" as in crypto/aead.h.
// Thread-safe. Allocates nothing in a steady state but what it returns.
class DerivingAead {
 public:
  static constexpr std::size_t kKeySize = 32;
  static constexpr std::size_t kNonceSize = 16;
  static constexpr std::size_t kIvSize = 12;
  static constexpr std::size_t kCommitmentSize = 32;
  static constexpr std::size_t kTagSize = 16;
  static constexpr std::size_t kHeaderSize = kNonceSize + kIvSize + kCommitmentSize;
  // What a sealed text has more than its plaintext: 76.
  static constexpr std::size_t kOverhead = kHeaderSize + kTagSize;
  static constexpr std::size_t kMaxMessageSize = std::size_t{1} << 30;
  static constexpr std::size_t kMaxLabelSize = 64;
  using Key = SecretArray<kKeySize>;

  // Errors: kInvalidArgument unless the label has 1 to kMaxLabelSize printable ASCII characters.
  static core::Result<DerivingAead> Create(const Key& key, std::string_view label);
  DerivingAead(DerivingAead&&) noexcept;
  DerivingAead& operator=(DerivingAead&&) noexcept;
  ~DerivingAead();

  // `sealed` takes plaintext.size() + kOverhead bytes, and may not overlap the plaintext.
  core::Result<void> Seal(Random& random, Bytes aad, Bytes plaintext, MutableBytes sealed) const;
  core::Result<std::string> Seal(Random& random, Bytes aad, Bytes plaintext) const;

  // `plaintext` takes sealed.size() - kOverhead bytes, and may not overlap the sealed text.
  core::Result<void> Open(Bytes aad, Bytes sealed, MutableBytes plaintext) const;
  core::Result<SecretBytes> OpenSecret(Bytes aad, Bytes sealed) const;

 private:
  struct Impl;
  explicit DerivingAead(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace keyward::crypto
