// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/keyring.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/byte_order.h"
#include "crypto/deriving_aead.h"
#include "crypto/errors.h"
#include "store/keyring/keyring_format.h"

namespace keyward::store::keyring {
namespace {

constexpr std::string_view kLabel = "keyward/store/keyring/v1";

core::Error UnsealFailed() {
  return {core::ErrorCode::kPermissionDenied, "UnsealFailed",
          "the keyring does not open: the seal's secret is wrong, or the keyring is damaged"};
}

// The one answer to all that an attacker could learn from; other errors are told as they are.
core::Error AsUnsealError(const core::Error& error) {
  return error.name == crypto::InvalidCiphertext().name ? UnsealFailed() : error;
}

std::int64_t SecondsOf(core::Clock::TimePoint time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

core::Result<crypto::DerivingAead> CipherOf(const KeyringKey& key) {
  return crypto::DerivingAead::Create(key, kLabel);
}

}  // namespace

core::Result<Keyring> Keyring::Create(const Seal& seal, crypto::Random& random,
                                      const core::Clock& clock) {
  core::Result<KeyringKey> keyring_key = KeyringKey::Generate(random);
  if (!keyring_key) return std::move(keyring_key).error();
  core::Result<crypto::SecretArray<32>> integrity_key = crypto::SecretArray<32>::Generate(random);
  if (!integrity_key) return std::move(integrity_key).error();
  core::Result<WrappedKey> wrapped = seal.Wrap(*keyring_key, random);
  if (!wrapped) return std::move(wrapped).error();
  KeyringHeader header{seal.kind(), crypto::RandomArray<16>(random), 1, *std::move(wrapped)};
  Keyring keyring(std::move(header), *std::move(keyring_key), *std::move(integrity_key));
  if (core::Result<void> added = keyring.AddKey(random, clock); !added) return added.error();
  return keyring;
}

core::Result<KeyringHeader> Keyring::ReadHeader(std::string_view bytes) {
  core::Result<KeyringParts> parts = SplitKeyring(bytes);
  if (!parts) return AsUnsealError(parts.error());
  return std::move(parts->header);
}

core::Result<Keyring> Keyring::Open(std::string_view bytes, const Seal& seal) {
  core::Result<KeyringParts> parts = SplitKeyring(bytes);
  if (!parts) {
    // What a wrong secret costs, a damaged keyring costs too.
    if (parts.error().name == crypto::InvalidCiphertext().name) {
      static_cast<void>(seal.Unwrap({}));
    }
    return AsUnsealError(parts.error());
  }
  if (parts->header.seal != seal.kind()) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "SealMismatch",
                       "the keyring is sealed by a " +
                           std::string(SealKindName(parts->header.seal)) + ", not by a " +
                           std::string(SealKindName(seal.kind()))};
  }
  core::Result<KeyringKey> key = seal.Unwrap(parts->header.wrapped);
  if (!key) return AsUnsealError(key.error());
  core::Result<crypto::DerivingAead> cipher = CipherOf(*key);
  if (!cipher) return std::move(cipher).error();
  core::Result<crypto::SecretBytes> ring =
      cipher->OpenSecret(crypto::AsBytes(parts->bound), crypto::AsBytes(parts->sealed_ring));
  if (!ring) return AsUnsealError(ring.error());
  core::Result<RingKeys> keys = ReadRing(*ring);
  if (!keys) return AsUnsealError(keys.error());
  Keyring keyring(std::move(parts->header), *std::move(key), std::move(keys->integrity_key));
  keyring.data_keys_ = std::move(keys->data_keys);
  return keyring;
}

core::Result<std::string> Keyring::Serialize(crypto::Random& random) const {
  core::Result<crypto::SecretBytes> ring = WriteRing(integrity_key_, data_keys_);
  if (!ring) return std::move(ring).error();
  core::Result<crypto::DerivingAead> cipher = CipherOf(keyring_key_);
  if (!cipher) return std::move(cipher).error();
  std::string bytes = WriteHeader(header_);
  core::Result<std::string> sealed = cipher->Seal(random, crypto::AsBytes(bytes), ring->Expose());
  if (!sealed) return sealed;
  return bytes.append(*sealed);
}

core::Result<Keyring> Keyring::Clone() const {
  core::Result<KeyringKey> keyring_key = keyring_key_.Clone();
  if (!keyring_key) return std::move(keyring_key).error();
  core::Result<crypto::SecretArray<32>> integrity_key = integrity_key_.Clone();
  if (!integrity_key) return std::move(integrity_key).error();
  Keyring copy(header_, *std::move(keyring_key), *std::move(integrity_key));
  for (const DataKey& data_key : data_keys_) {
    core::Result<crypto::SecretArray<32>> key = data_key.key.Clone();
    if (!key) return std::move(key).error();
    copy.data_keys_.push_back({data_key.number, data_key.created, *std::move(key)});
  }
  return copy;
}

core::Result<void> Keyring::Rotate(crypto::Random& random, const core::Clock& clock) {
  if (data_keys_.size() >= kMaxDataKeys) {
    return core::Error{core::ErrorCode::kResourceExhausted, "TooManyDataKeys",
                       "a keyring has at most " + std::to_string(kMaxDataKeys) + " data keys"};
  }
  if (core::Result<void> added = AddKey(random, clock); !added) return added;
  ++header_.generation;
  return {};
}

core::Result<void> Keyring::Rekey(const Seal& seal, crypto::Random& random) {
  core::Result<KeyringKey> key = KeyringKey::Generate(random);
  if (!key) return std::move(key).error();
  core::Result<WrappedKey> wrapped = seal.Wrap(*key, random);
  if (!wrapped) return std::move(wrapped).error();
  keyring_key_ = *std::move(key);
  header_.seal = seal.kind();
  header_.wrapped = *std::move(wrapped);
  ++header_.generation;
  return {};
}

core::Result<void> Keyring::AddKey(crypto::Random& random, const core::Clock& clock) {
  core::Result<crypto::SecretArray<32>> key = crypto::SecretArray<32>::Generate(random);
  if (!key) return std::move(key).error();
  const std::uint32_t number = data_keys_.empty() ? 1 : data_keys_.back().number + 1;
  data_keys_.push_back({number, SecondsOf(clock.Now()), *std::move(key)});
  return {};
}

}  // namespace keyward::store::keyring
