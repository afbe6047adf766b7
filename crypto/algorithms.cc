// SPDX-License-Identifier: Apache-2.0
#include "crypto/algorithms.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstddef>
#include <cstdlib>

namespace keyward::crypto {

const Algorithms& Algorithms::Get() {
  // Never freed: contexts in static objects may outlive any order of destruction.
  static const Algorithms* const kFetched = new Algorithms{
      .aes_256_gcm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr),
      .aes_256_wrap = EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr),
      .aes_256_wrap_pad = EVP_CIPHER_fetch(nullptr, "AES-256-WRAP-PAD", nullptr),
      .hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr),
      .hashes = {EVP_MD_fetch(nullptr, "SHA2-224", nullptr),
                 EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
                 EVP_MD_fetch(nullptr, "SHA2-384", nullptr),
                 EVP_MD_fetch(nullptr, "SHA2-512", nullptr)},
      .sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr),
  };
  return *kFetched;
}

const evp_md_st* FetchedHash(HashAlgorithm algorithm) {
  return Algorithms::Get().hashes[static_cast<std::size_t>(algorithm)];
}

void EnsureSodium() {
  static const int kInitialised = sodium_init();
  if (kInitialised < 0) std::abort();
}

}  // namespace keyward::crypto
