// SPDX-License-Identifier: Apache-2.0
// Opens the bytes as a sealed value and as a ledger, as they are and laid over good ones, which
// must open exactly when they change nothing.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/clock.h"
#include "crypto/random.h"
#include "fuzz/require.h"
#include "store/keyring/keyring.h"
#include "store/sealed/ledger_cipher.h"
#include "store/sealed/record.h"

namespace {

using namespace keyward;
using fuzz::Require;
using store::keyring::Keyring;
using store::sealed::LedgerCipher;
using store::sealed::LedgerState;
using store::sealed::RecordCipher;

// A keyring that is never written down needs no seal.
class NoSeal final : public store::keyring::Seal {
 public:
  store::keyring::SealKind kind() const override { return store::keyring::SealKind::kKeyFile; }
  core::Result<store::keyring::WrappedKey> Wrap(const store::keyring::KeyringKey&,
                                                crypto::Random&) const override {
    return store::keyring::WrappedKey{};
  }
  core::Result<store::keyring::KeyringKey> Unwrap(
      const store::keyring::WrappedKey&) const override {
    return core::Error{core::ErrorCode::kUnimplemented, "Unsupported", "nothing is unwrapped"};
  }
};

struct Ciphers {
  RecordCipher records;
  LedgerCipher ledger;
};

Ciphers MakeCiphers() {
  crypto::SystemRandom random;
  const core::FixedClock clock{core::Clock::TimePoint(std::chrono::seconds(1))};
  const core::Result<Keyring> keyring = Keyring::Create(NoSeal(), random, clock);
  Require(keyring.has_value(), "a keyring is made");
  return {*RecordCipher::Create(*keyring), *LedgerCipher::Create(*keyring)};
}

std::string Changed(std::string good, std::span<const std::uint8_t> bytes) {
  for (std::size_t i = 0; i < bytes.size() && i < good.size(); ++i) {
    good[i] = static_cast<char>(good[i] ^ static_cast<char>(bytes[i]));
  }
  return good;
}

void FuzzRecord(const Ciphers& ciphers, std::span<const std::uint8_t> bytes) {
  crypto::SystemRandom random;
  const std::string_view text = crypto::AsText(bytes);
  Require(!ciphers.records.Open("key", text), "no value opens that was not sealed");
  const auto header = store::sealed::ReadRecordHeader("key", text);
  const auto hash = ciphers.ledger.Hash("key", {text, 1, 1});
  Require(header.has_value() == hash.has_value(), "what has a header has a hash");
  const std::string good = *ciphers.records.Seal("key", "a value", 7, random);
  const std::string changed = Changed(good, bytes);
  const auto opened = ciphers.records.Open("key", changed);
  Require(opened.has_value() == (changed == good), "only the whole value opens");
  Require(!opened || *opened == "a value", "as it was");
  Require(!ciphers.records.Open("kez", changed), "nowhere else");
}

void FuzzLedger(const Ciphers& ciphers, std::span<const std::uint8_t> bytes) {
  crypto::SystemRandom random;
  Require(!ciphers.ledger.Open(crypto::AsText(bytes)), "no ledger opens that was not sealed");
  LedgerState state;
  state.revision = 7;
  const std::string good = *ciphers.ledger.Seal(state, random);
  const std::string changed = Changed(good, bytes);
  const auto opened = ciphers.ledger.Open(changed);
  Require(opened.has_value() == (changed == good), "only the whole ledger opens");
  Require(!opened || *opened == state, "as it was");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Ciphers ciphers = MakeCiphers();
  FuzzRecord(ciphers, {data, size});
  FuzzLedger(ciphers, {data, size});
  return 0;
}
