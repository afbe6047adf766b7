// SPDX-License-Identifier: Apache-2.0
// Opens the bytes as a keyring, as they are and laid over a good one, which must open exactly when
// they change nothing. Every refusal is one of those that Keyring::Open names.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/clock.h"
#include "crypto/errors.h"
#include "crypto/random.h"
#include "fuzz/require.h"
#include "store/keyring/keyring.h"

namespace {

using namespace keyward;
using fuzz::Require;
using store::keyring::Keyring;
using store::keyring::KeyringKey;
using store::keyring::WrappedKey;

constexpr char kWrapped[] = "wrapped";

// Hides nothing, and costs nothing: the keyring's own bytes are what is looked at.
class FixedSeal final : public store::keyring::Seal {
 public:
  store::keyring::SealKind kind() const override { return store::keyring::SealKind::kKeyFile; }
  core::Result<WrappedKey> Wrap(const KeyringKey& key, crypto::Random&) const override {
    core::Result<KeyringKey> clone = key.Clone();
    if (!clone) return clone.error();
    key_.emplace(*std::move(clone));
    return WrappedKey{"parameters", kWrapped};
  }
  core::Result<KeyringKey> Unwrap(const WrappedKey& wrapped) const override {
    if (wrapped.wrapped != kWrapped || wrapped.parameters != "parameters") {
      return crypto::InvalidCiphertext();
    }
    return key_->Clone();
  }

 private:
  mutable std::optional<KeyringKey> key_;
};

std::string GoodKeyring(const FixedSeal& seal) {
  crypto::SystemRandom random;
  const core::FixedClock clock{core::Clock::TimePoint(std::chrono::seconds(1))};
  core::Result<Keyring> keyring = Keyring::Create(seal, random, clock);
  Require(keyring && keyring->Rotate(random, clock), "a keyring is made");
  return *keyring->Serialize(random);
}

bool Opens(std::string_view bytes, const FixedSeal& seal) {
  const core::Result<Keyring> opened = Keyring::Open(bytes, seal);
  if (opened) {
    Require(Keyring::ReadHeader(bytes).has_value(), "what opens has a header");
    return true;
  }
  const std::string& name = opened.error().name;
  Require(name == "UnsealFailed" || name == "KeyringTooNew" || name == "SealMismatch",
          "a refusal has a known name");
  return false;
}

void Fuzz(std::span<const std::uint8_t> bytes) {
  static const FixedSeal seal;
  static const std::string good = GoodKeyring(seal);
  Require(!Opens(crypto::AsText(bytes), seal), "nothing opens that was not sealed");
  std::string changed = good;
  for (std::size_t i = 0; i < bytes.size() && i < changed.size(); ++i) {
    changed[i] = static_cast<char>(changed[i] ^ static_cast<char>(bytes[i]));
  }
  Require(Opens(changed, seal) == (changed == good), "only the whole opens");
  Require(!Opens(std::string_view(good).substr(0, bytes.size() % good.size()), seal),
          "no part opens");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
