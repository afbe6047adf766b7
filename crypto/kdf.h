// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "crypto/secret_bytes.h"

namespace keyward::crypto {

// Deriving keys from keys. All functions are pure and thread-safe. They stand on Hmac and not on
// EVP_KDF, which looks its digest up by name on every call. Passwords: crypto/password.h.

// The longest output of CounterKdf: no caller of ours needs more.
inline constexpr std::size_t kMaxCounterKdfSize = 1024;

// SP 800-108 in counter mode with HMAC-SHA-256.
//
//   K(i) = HMAC-SHA-256(key, [i]_4 || label || 0x00 || context || [L]_4)     i = 1, 2, …
//
// The output is the first `size` bytes of K(1) || K(2) || …; [x]_4 is x as four big-endian bytes,
// and L is the output's length in bits. The label names the use and has no zero byte. Property: a
// PRF of (label, context, size) when the key is uniform and of at least 16 bytes. Errors:
// kInvalidArgument when `size` is 0 or over kMaxCounterKdfSize, or the label has a zero byte.
// Source: NIST SP 800-108r1 section 4.1, with r = 32 and the fixed input of its section 4.
core::Result<SecretBytes> CounterKdf(const SecretBytes& key, std::string_view label, Bytes context,
                                     std::size_t size);
// The same under a key that is used again and again; `prf` is HMAC-SHA-256.
core::Result<void> CounterKdf(const Hmac& prf, std::string_view label, Bytes context,
                              MutableBytes out);

// The same mechanism with the fixed input (all that follows the counter) made by the caller: for
// foreign formats and known answers.
core::Result<SecretBytes> CounterKdfFixedInput(const SecretBytes& key, Bytes fixed_input,
                                               std::size_t size);

// HKDF with SHA-224, SHA-256, SHA-384 or SHA-512.
//
// Extract turns input keying material that need not be uniform into a pseudo-random key of the
// digest's length; Expand makes any number of keys of it, told apart by `info`. An empty salt
// stands for zeros of the digest's length. Errors: Expand answers kInvalidArgument when `size` is 0
// or over 255 times the digest's length, or the key is shorter than the digest. Source: RFC 5869
// sections 2.2 and 2.3.
core::Result<SecretBytes> HkdfExtract(HashAlgorithm algorithm, Bytes salt,
                                      const SecretBytes& input);
core::Result<SecretBytes> HkdfExpand(HashAlgorithm algorithm, const SecretBytes& key, Bytes info,
                                     std::size_t size);
// Both steps.
core::Result<SecretBytes> Hkdf(HashAlgorithm algorithm, Bytes salt, const SecretBytes& input,
                               Bytes info, std::size_t size);

}  // namespace keyward::crypto
