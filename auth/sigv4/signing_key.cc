// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/signing_key.h"

#include <algorithm>
#include <array>
#include <utility>

#include "auth/sigv4/errors.h"
#include "core/encoding.h"
#include "crypto/bytes.h"

namespace keyward::auth {
namespace {

using crypto::AsBytes;
using crypto::HashAlgorithm;
using crypto::SecretBytes;

core::Result<SecretBytes> PrefixedSecret(const SecretBytes& secret) {
  static constexpr std::string_view kPrefix = "AWS4";
  return SecretBytes::Build(kPrefix.size() + secret.size(), [&](crypto::MutableBytes out) {
    const auto bytes = secret.Expose();
    std::copy(bytes.begin(), bytes.end(), std::copy(kPrefix.begin(), kPrefix.end(), out.begin()));
    return core::Result<void>();
  });
}

// No part of a credential has a `/`, so different ones have different names.
std::string NameOf(std::string_view access_key_id, const CredentialScope& scope) {
  std::string name(access_key_id);
  name.push_back('/');
  return name.append(scope.Text());
}

}  // namespace

core::Result<crypto::Hmac> DeriveSigningKey(const SecretBytes& secret,
                                            const CredentialScope& scope) {
  if (secret.empty()) return CannotSign("the secret access key is empty");
  core::Result<SecretBytes> key = PrefixedSecret(secret);
  for (const std::string* part : {&scope.date, &scope.region, &scope.service, &scope.terminator}) {
    if (!key) return std::move(key).error();
    key = crypto::HmacOnceSecret(HashAlgorithm::kSha256, *key, AsBytes(*part));
  }
  if (!key) return std::move(key).error();
  return crypto::Hmac::Create(HashAlgorithm::kSha256, *key);
}

core::Result<std::string> SignatureOf(const crypto::Hmac& signing_key,
                                      std::string_view string_to_sign) {
  return signing_key.Compute(AsBytes(string_to_sign)).transform([](const crypto::Digest& digest) {
    return core::HexEncode(crypto::AsText(digest.bytes()));
  });
}

core::Result<std::shared_ptr<const crypto::Hmac>> SigningKeyCache::Get(
    std::string_view access_key_id, const CredentialScope& scope, const SecretBytes& secret) {
  std::string name = NameOf(access_key_id, scope);
  if (auto found = Find(name, secret)) return found;
  auto derived = DeriveSigningKey(secret, scope);
  if (!derived) return std::move(derived).error();
  auto copy = secret.Clone();
  if (!copy) return std::move(copy).error();
  auto key = std::make_shared<const crypto::Hmac>(*std::move(derived));
  Keep({std::move(name), *std::move(copy), key});
  return key;
}

std::size_t SigningKeyCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::shared_ptr<const crypto::Hmac> SigningKeyCache::Find(std::string_view name,
                                                          const SecretBytes& secret) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(name);
  if (found == index_.end() || !found->second->secret.Equals(secret)) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->key;
}

void SigningKeyCache::Keep(Entry entry) {
  const std::lock_guard lock(mutex_);
  // Another thread may have been here first, or the entry be of another secret.
  if (const auto found = index_.find(std::string_view(entry.name)); found != index_.end()) {
    const auto old = found->second;
    index_.erase(found);
    entries_.erase(old);
  }
  entries_.push_front(std::move(entry));
  index_.emplace(entries_.front().name, entries_.begin());
  if (entries_.size() > capacity_) {
    index_.erase(index_.find(std::string_view(entries_.back().name)));
    entries_.pop_back();
  }
}

}  // namespace keyward::auth
