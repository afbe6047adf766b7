// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <utility>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/errors.h"
#include "crypto/random.h"
#include "crypto/secret_arena.h"

namespace keyward::crypto {

// Secret bytes of a fixed number.
//
// Property: they lie in memory that is locked, left out of core dumps and fenced by guard pages
// (secret_arena.h says how, and why not sodium_malloc); they are wiped on destruction and when
// another secret is moved in. A move hands the memory over and leaves the source empty. There is no
// copy but Clone(), no printing, no conversion, no comparison but Equals(). What OpenSSL derives
// from a key (an expanded key schedule) lies in OpenSSL's heap, which is wiped and not locked.
//
//   Result<SecretBytes> key = SecretBytes::Generate(32, random);
//   if (!key) return key.error();
//   Use(key->Expose());      // greppable; tests/crypto/expose_callers.txt lists who may
//
// Making one takes some tens of nanoseconds. Every maker fails with kResourceExhausted named
// "SecretMemoryExhausted" when there is no locked memory left, and with kInvalidArgument over
// kMaxSize. Thread-safe like an int: const members from many threads, others from one.
class SecretBytes {
 public:
  // Room for every key form and for a 64 KiB secret value; a bound on what a caller can lock.
  static constexpr std::size_t kMaxSize = std::size_t{1} << 20;

  // Makes a secret of `size` bytes in place: `fill` gets the zeroed bytes to write and returns
  // Result<void>; its error is passed on.
  template <typename Fill>
  static core::Result<SecretBytes> Build(std::size_t size, Fill&& fill) {
    core::Result<SecretBytes> made = Zeroed(size);
    if (!made) return made;
    core::Result<void> filled =
        std::forward<Fill>(fill)(MutableBytes(made->block_.data, made->block_.size));
    if (!filled) return std::move(filled).error();
    return made;
  }
  // The source stays as it was: see Wipe() in crypto/wipe.h.
  static core::Result<SecretBytes> Copy(Bytes bytes);
  static core::Result<SecretBytes> Generate(std::size_t size, Random& random);
  core::Result<SecretBytes> Clone() const { return Copy(Expose()); }

  SecretBytes(SecretBytes&& other) noexcept : block_(std::exchange(other.block_, {})) {}
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes();
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;

  // The size is public.
  std::size_t size() const { return block_.size; }
  bool empty() const { return block_.size == 0; }

  // In constant time for equal sizes.
  [[nodiscard]] bool Equals(const SecretBytes& other) const { return Equals(other.Expose()); }
  [[nodiscard]] bool Equals(Bytes other) const;
  bool operator==(const SecretBytes&) const = delete;

  // The raw bytes, for as long as this object holds them.
  Bytes Expose() const { return {block_.data, block_.size}; }

 private:
  explicit SecretBytes(SecretBlock block) : block_(block) {}
  static core::Result<SecretBytes> Zeroed(std::size_t size);

  SecretBlock block_;
};

std::ostream& operator<<(std::ostream&, const SecretBytes&) = delete;

// A secret whose size is part of its type: keys.
template <std::size_t N>
class SecretArray {
 public:
  static constexpr std::size_t kSize = N;

  // Errors: kInvalidArgument named "ValidationException" unless there are N bytes.
  static core::Result<SecretArray> From(SecretBytes bytes) {
    if (bytes.size() != N) return InvalidInput("the key has the wrong length");
    return SecretArray(std::move(bytes));
  }
  static core::Result<SecretArray> Copy(Bytes bytes) {
    return SecretBytes::Copy(bytes).and_then(From);
  }
  static core::Result<SecretArray> Generate(Random& random) {
    return SecretBytes::Generate(N, random).and_then(From);
  }
  core::Result<SecretArray> Clone() const { return Copy(bytes_.Expose()); }

  // The same secret where a size is not asked for. Precondition of all: not moved from.
  const SecretBytes& bytes() const { return bytes_; }
  SecretBytes Release() && { return std::move(bytes_); }
  [[nodiscard]] bool Equals(const SecretArray& other) const { return bytes_.Equals(other.bytes_); }
  bool operator==(const SecretArray&) const = delete;

  std::span<const std::uint8_t, N> Expose() const { return bytes_.Expose().template first<N>(); }

 private:
  explicit SecretArray(SecretBytes bytes) : bytes_(std::move(bytes)) {}
  SecretBytes bytes_;
};

template <std::size_t N>
std::ostream& operator<<(std::ostream&, const SecretArray<N>&) = delete;

}  // namespace keyward::crypto
