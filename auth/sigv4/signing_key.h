// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "auth/sigv4/canonical.h"
#include "core/result.h"
#include "crypto/hmac.h"
#include "crypto/secret_bytes.h"

namespace keyward::auth {

// Derives the key that signs for a day, a region and a service:
// HMAC(HMAC(HMAC(HMAC("AWS4" + secret, date), region), service), terminator), ready for use.
//
// Thread-safe. Every step stays in SecretBytes. Errors: ValidationException for an empty secret;
// those of SecretBytes and Hmac. Source: IAM User Guide, "Create a signed AWS API request".
core::Result<crypto::Hmac> DeriveSigningKey(const crypto::SecretBytes& secret,
                                            const CredentialScope& scope);

// The signature of a string to sign, in lower-case hexadecimal. Thread-safe.
core::Result<std::string> SignatureOf(const crypto::Hmac& signing_key,
                                      std::string_view string_to_sign);

// Signing keys that were derived before, by access key id and scope: the four HMACs of a derivation
// cost more than the check of a small request.
//
// An entry answers only for the secret it was derived from, compared in constant time, so a caller
// whose access key ids are not unique gets no wrong key. Bounded: the entry that was not used for
// longest goes. Keys and secrets lie in SecretBytes, the states of HMAC in OpenSSL's heap, and both
// are wiped when an entry goes. Thread-safe; keys are derived outside the lock.
class SigningKeyCache {
 public:
  // An entry takes up to some 20 KiB once eight threads have used it (eight contexts of HMAC), and
  // about 3 KiB for one thread.
  static constexpr std::size_t kDefaultCapacity = 1024;

  // Precondition: capacity is not 0.
  explicit SigningKeyCache(std::size_t capacity = kDefaultCapacity) : capacity_(capacity) {}
  SigningKeyCache(const SigningKeyCache&) = delete;
  SigningKeyCache& operator=(const SigningKeyCache&) = delete;

  // Returns the key for this access key, deriving it when it is not there. Only for scopes that
  // were found to be right, so that no caller fills the cache with made-up ones. Errors: as
  // DeriveSigningKey.
  core::Result<std::shared_ptr<const crypto::Hmac>> Get(std::string_view access_key_id,
                                                        const CredentialScope& scope,
                                                        const crypto::SecretBytes& secret);

  std::size_t size() const;

 private:
  struct Entry {
    std::string name;
    crypto::SecretBytes secret;
    std::shared_ptr<const crypto::Hmac> key;
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>()(name);
    }
  };

  std::shared_ptr<const crypto::Hmac> Find(std::string_view name,
                                           const crypto::SecretBytes& secret);
  void Keep(Entry entry);

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator, NameHash, std::equal_to<>>
      index_;  // by Entry::name
};

}  // namespace keyward::auth
