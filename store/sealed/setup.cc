// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/setup.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "store/sealed/sealed_store.h"

namespace keyward::store::sealed {
namespace {

core::Error Fault(core::ErrorCode code, std::string name, std::string message) {
  return {code, std::move(name), std::move(message)};
}

core::Error Damaged(std::string message) {
  return Fault(core::ErrorCode::kDataLoss, "StoreDamaged", std::move(message));
}

core::Result<std::string> ReadKeyring(Engine& engine) {
  core::Result<std::optional<std::string>> bytes = engine.Meta(kKeyringMeta);
  if (!bytes) return std::move(bytes).error();
  if (!*bytes) {
    return Fault(core::ErrorCode::kFailedPrecondition, "NotInitialized",
                 "the store has no keyring: `keyward seal init` makes one");
  }
  return **std::move(bytes);
}

core::Result<std::string> ReadLedger(Engine& engine) {
  core::Result<std::optional<std::string>> bytes = engine.Meta(kLedgerMeta);
  if (!bytes) return std::move(bytes).error();
  if (!*bytes) return Damaged("the store's ledger is missing");
  return **std::move(bytes);
}

core::Result<void> CheckEmpty(Engine& engine) {
  core::Result<std::optional<std::string>> keyring = engine.Meta(kKeyringMeta);
  if (!keyring) return std::move(keyring).error();
  if (*keyring) {
    return Fault(core::ErrorCode::kAlreadyExists, "AlreadyInitialized",
                 "the store has a keyring already");
  }
  core::Result<Revision> revision = engine.CurrentRevision();
  if (!revision) return std::move(revision).error();
  if (*revision == 0) return {};
  return Fault(core::ErrorCode::kFailedPrecondition, "StoreNotEmpty",
               "the store has records, and no keyring");
}

// Nobody else uses the engine.
core::Result<void> WriteLedger(Engine& engine, const LedgerCipher& cipher, const LedgerState& state,
                               crypto::Random& random, std::vector<MetaValue> more = {}) {
  core::Result<std::string> ledger = cipher.Seal(state, random);
  if (!ledger) return std::move(ledger).error();
  more.push_back({std::string(kLedgerMeta), *std::move(ledger)});
  return engine.UpdateMeta(
      [&]() -> core::Result<std::vector<MetaValue>> { return std::move(more); }, [] {});
}

core::Result<void> MakeFirstAnchor(const keyring::Keyring& keyring, const LedgerState& state,
                                   const Options& options) {
  core::Result<Anchor> anchor = Anchor::Create(options.anchor, keyring);
  if (!anchor) return std::move(anchor).error();
  // A file that cannot be read as an anchor is in the way all the same.
  core::Result<std::optional<std::uint64_t>> there = anchor->Epoch();
  if (!there || *there) {
    return Fault(core::ErrorCode::kAlreadyExists, "AnchorExists",
                 "there is a file at `" + options.anchor + "` already");
  }
  return anchor->Write(state);
}

}  // namespace

core::Result<Opened> OpenTogether(std::string_view keyring_bytes, std::string_view ledger_bytes,
                                  const keyring::Seal& seal) {
  core::Result<keyring::Keyring> keyring = keyring::Keyring::Open(keyring_bytes, seal);
  if (!keyring) return std::move(keyring).error();
  core::Result<LedgerCipher> cipher = LedgerCipher::Create(*keyring);
  if (!cipher) return std::move(cipher).error();
  core::Result<LedgerState> state = cipher->Open(ledger_bytes);
  if (!state) return std::move(state).error();
  const keyring::KeyringHeader& header = keyring->header();
  if (state->installation != header.installation) {
    return Damaged("the store's ledger and its keyring are of two installations");
  }
  if (state->keyring_generation > header.generation) {
    return core::Error{core::ErrorCode::kDataLoss, "KeyringRolledBack",
                       "the keyring has generation " + std::to_string(header.generation) +
                           ", and the store's ledger has seen " +
                           std::to_string(state->keyring_generation)};
  }
  if (state->keyring_generation < header.generation) {
    return Damaged("the store's ledger is older than its keyring");
  }
  return Opened{*std::move(keyring), *std::move(cipher), *state};
}

core::Result<Opened> OpenMetas(Engine& engine, const keyring::Seal& seal) {
  core::Result<std::string> keyring = ReadKeyring(engine);
  if (!keyring) return std::move(keyring).error();
  core::Result<std::string> ledger = ReadLedger(engine);
  if (!ledger) return std::move(ledger).error();
  core::Result<Opened> opened = OpenTogether(*keyring, *ledger, seal);
  if (!opened) return opened;
  core::Result<Revision> revision = engine.CurrentRevision();
  if (!revision) return std::move(revision).error();
  if (*revision == opened->state.revision) return opened;
  return Damaged("the store is at revision " + std::to_string(*revision) + ", and its ledger at " +
                 std::to_string(opened->state.revision));
}

core::Result<std::optional<Anchor>> OpenAnchor(Engine& engine, Opened& opened,
                                               const Options& options) {
  if (options.anchor.empty()) {
    if (!opened.state.anchored) return std::optional<Anchor>();
    return Fault(core::ErrorCode::kFailedPrecondition, "AnchorRequired",
                 "the store is kept with an anchor, and none was named");
  }
  core::Result<Anchor> anchor = Anchor::Create(options.anchor, opened.keyring);
  if (!anchor) return std::move(anchor).error();
  const auto absent = opened.state.anchored ? Anchor::Absent::kRefused : Anchor::Absent::kFine;
  if (core::Result<void> passed = anchor->Check(opened.state, absent); !passed) {
    return passed.error();
  }
  if (core::Result<void> made = anchor->Write(opened.state); !made) return made.error();
  if (!opened.state.anchored) {
    opened.state.anchored = true;
    core::Result<void> written = WriteLedger(engine, opened.cipher, opened.state, options.random);
    if (!written) return written.error();
  }
  return std::optional<Anchor>(*std::move(anchor));
}

core::Result<void> ResetAnchor(Engine& engine, Opened& opened, const Options& options) {
  opened.state.anchored = !options.anchor.empty();
  if (opened.state.anchored) {
    core::Result<Anchor> anchor = Anchor::Create(options.anchor, opened.keyring);
    if (!anchor) return std::move(anchor).error();
    if (core::Result<void> made = anchor->Write(opened.state); !made) return made;
  }
  return WriteLedger(engine, opened.cipher, opened.state, options.random);
}

core::Result<void> SealedStore::Initialize(Engine& engine, const keyring::Seal& seal,
                                           const Options& options) {
  if (core::Result<void> empty = CheckEmpty(engine); !empty) return empty;
  core::Result<keyring::Keyring> keyring =
      keyring::Keyring::Create(seal, options.random, options.clock);
  if (!keyring) return std::move(keyring).error();
  core::Result<LedgerCipher> cipher = LedgerCipher::Create(*keyring);
  if (!cipher) return std::move(cipher).error();
  LedgerState state;
  state.installation = keyring->header().installation;
  state.keyring_generation = keyring->header().generation;
  state.anchored = !options.anchor.empty();
  core::Result<std::string> bytes = keyring->Serialize(options.random);
  if (!bytes) return std::move(bytes).error();
  // The anchor first: where it cannot be written, nothing is made.
  if (state.anchored) {
    if (core::Result<void> made = MakeFirstAnchor(*keyring, state, options); !made) return made;
  }
  core::Result<void> written = WriteLedger(engine, *cipher, state, options.random,
                                           {{std::string(kKeyringMeta), *std::move(bytes)}});
  if (!written && state.anchored) ::unlink(options.anchor.c_str());
  return written;
}

}  // namespace keyward::store::sealed
