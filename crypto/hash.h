// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "crypto/bytes.h"

struct evp_md_ctx_st;

namespace keyward::crypto {

enum class HashAlgorithm : std::uint8_t { kSha224, kSha256, kSha384, kSha512 };

inline constexpr std::size_t kMaxDigestSize = 64;

constexpr std::size_t DigestSize(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kSha224:
      return 28;
    case HashAlgorithm::kSha256:
      return 32;
    case HashAlgorithm::kSha384:
      return 48;
    case HashAlgorithm::kSha512:
      return 64;
  }
  return 0;
}

// A digest or a MAC: a public value of up to 64 bytes.
class Digest {
 public:
  explicit Digest(HashAlgorithm algorithm) : size_(DigestSize(algorithm)) {}
  std::size_t size() const { return size_; }
  Bytes bytes() const { return Bytes(bytes_).first(size_); }
  MutableBytes mutable_bytes() { return MutableBytes(bytes_).first(size_); }

 private:
  std::array<std::uint8_t, kMaxDigestSize> bytes_ = {};
  std::size_t size_;
};

using Sha256Digest = std::array<std::uint8_t, 32>;
using Sha384Digest = std::array<std::uint8_t, 48>;
using Sha512Digest = std::array<std::uint8_t, 64>;

// The digest of one message.
//
// Property: collision and preimage resistance. Not a MAC: an unkeyed prefix construction over
// SHA-256 or SHA-512 can be extended; take Hmac. Thread-safe; reuses a context of the thread.
// Fails only as memory does (std::bad_alloc). Source: FIPS 180-4.
Sha256Digest Sha256(Bytes message);
Sha384Digest Sha384(Bytes message);
Sha512Digest Sha512(Bytes message);
Digest Hash(HashAlgorithm algorithm, Bytes message);

// The digest of a message that comes in pieces. One thread at a time.
class Hasher {
 public:
  explicit Hasher(HashAlgorithm algorithm);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();

  void Update(Bytes piece);
  // The digest of all pieces since the last Finish; the hasher then begins anew.
  Digest Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  HashAlgorithm algorithm_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace keyward::crypto
