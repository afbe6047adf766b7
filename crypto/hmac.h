// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "crypto/secret_bytes.h"

namespace keyward::crypto {

// HMAC with SHA-224, SHA-256, SHA-384 or SHA-512 under one key.
//
// Property: a pseudo-random function and an unforgeable MAC for keys of at least half the digest's
// length. Keys of any length are taken; the owner of a key form checks its length. Tags are whole:
// Verify refuses truncated ones.
// Thread-safe: any number of threads. The key's inner and outer states are computed once; contexts
// are pooled, so nothing is allocated in a steady state but what is returned.
// Source: FIPS 198-1; RFC 2104; RFC 4231.
class Hmac {
 public:
  static core::Result<Hmac> Create(HashAlgorithm algorithm, const SecretBytes& key);
  Hmac(Hmac&&) noexcept;
  Hmac& operator=(Hmac&&) noexcept;
  ~Hmac();

  HashAlgorithm algorithm() const;

  // The MAC of a message, or of the concatenation of its parts. Concatenation does not separate:
  // the caller makes sure that two different messages never have the same bytes.
  core::Result<Digest> Compute(Bytes message) const;
  core::Result<Digest> Compute(std::span<const Bytes> parts) const;
  // The same where the result is itself a key.
  core::Result<SecretBytes> ComputeSecret(std::span<const Bytes> parts) const;
  // The same into `out`, of DigestSize(algorithm()) bytes.
  core::Result<void> ComputeInto(std::span<const Bytes> parts, MutableBytes out) const;

  // Whether `tag` is the MAC of `message`: compared in constant time, false for any other length.
  core::Result<bool> Verify(Bytes message, Bytes tag) const;

 private:
  struct Impl;
  explicit Hmac(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// One MAC under a key that is used once, as in a chain of derivations. The key's state is wiped
// from the context before it is used again. Thread-safe.
core::Result<Digest> HmacOnce(HashAlgorithm algorithm, Bytes key, Bytes message);
core::Result<SecretBytes> HmacOnceSecret(HashAlgorithm algorithm, const SecretBytes& key,
                                         Bytes message);

}  // namespace keyward::crypto
