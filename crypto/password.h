// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/result.h"
#include "crypto/secret_bytes.h"

namespace keyward::crypto {

// What one guess at a password costs. The parameters are stored beside what they sealed, so they
// may come from an attacker: the bounds keep them from being too cheap or from exhausting the
// machine.
struct Argon2idParameters {
  static constexpr std::uint32_t kMinPasses = 2;
  static constexpr std::uint32_t kMaxPasses = 32;
  static constexpr std::uint32_t kMinMemoryKib = 19 * 1024;    // OWASP's floor, with two passes
  static constexpr std::uint32_t kMaxMemoryKib = 1024 * 1024;  // 1 GiB

  // With the memory below about 250 ms on a 2.6 GHz core; crypto_bench measures it.
  std::uint32_t passes = 6;
  std::uint32_t memory_kib = 64 * 1024;
  // Lanes: one, as libsodium offers.
};

using PasswordSalt = std::array<std::uint8_t, 16>;

// Derives a key of `size` bytes (16 to 64) from a password with Argon2id, version 1.3, one lane.
//
// Property: a guess costs the attacker as much memory and nearly as much time as it costs us. The
// salt is random and kept for each password.
// Blocking, and slow by design. Thread-safe; each call takes its memory for as long as it runs.
// Errors: kInvalidArgument when a parameter or `size` is out of bounds; kResourceExhausted when the
// memory cannot be had.
// Source: RFC 9106 (its second recommended setting, with one lane); crypto_pwhash of libsodium.
core::Result<SecretBytes> DeriveFromPassword(const SecretBytes& password, const PasswordSalt& salt,
                                             const Argon2idParameters& parameters,
                                             std::size_t size);

}  // namespace keyward::crypto
