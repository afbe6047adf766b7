// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "crypto/hash.h"

struct evp_cipher_st;
struct evp_mac_st;
struct evp_md_st;

namespace keyward::crypto {

// The algorithms of OpenSSL, fetched once for the life of the process: a fetch walks the providers
// under a lock and costs as much as encrypting 32 bytes. Internal to crypto/; the lint
// tests/crypto/lint_crypto.py keeps every fetch in algorithms.cc. Null where OpenSSL has none to
// offer, and then what needs it answers LibraryFailure(). Thread-safe.
struct Algorithms {
  const evp_cipher_st* aes_256_gcm;
  const evp_cipher_st* aes_256_wrap;
  const evp_cipher_st* aes_256_wrap_pad;
  evp_mac_st* hmac;
  std::array<const evp_md_st*, 4> hashes;  // by HashAlgorithm
  const evp_md_st* sha1;                   // for the HMAC of one-time codes alone

  static const Algorithms& Get();
};

// The digest as OpenSSL knows it.
const evp_md_st* FetchedHash(HashAlgorithm algorithm);

// Initialises libsodium, once. Ends the process when it cannot be: there are no random bytes then.
void EnsureSodium();

}  // namespace keyward::crypto
