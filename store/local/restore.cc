// SPDX-License-Identifier: Apache-2.0
#include "store/local/restore.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "store/backup/reader.h"
#include "store/engine.h"
#include "store/keyring/keyring.h"
#include "store/local/throttled.h"
#include "store/sealed/anchor.h"
#include "store/sealed/record.h"
#include "store/sealed/setup.h"
#include "store/sqlite/importer.h"

namespace keyward::store::local {
namespace {

core::Error Damaged(std::string message) {
  return {core::ErrorCode::kDataLoss, "BackupDamaged", std::move(message)};
}

core::Result<backup::Reader> OpenBackup(const std::string& file) {
  core::Result<std::unique_ptr<backup::Input>> input = backup::OpenFile(file);
  if (!input) return input.error();
  return backup::Reader::Open(*std::move(input));
}

// Reads the file from front to back.
core::Result<void> CheckFile(const std::string& file) {
  core::Result<backup::Reader> reader = OpenBackup(file);
  if (!reader) return reader.error();
  KeyValue record;
  while (true) {
    core::Result<bool> more = reader->Next(record);
    if (!more) return more.error();
    if (!*more) return {};
  }
}

core::Result<sealed::Opened> Unseal(const Options& options, const keyring::Seal& seal,
                                    const backup::Preamble& preamble) {
  std::optional<sealed::Opened> opened;
  core::Result<void> unsealed =
      Throttled(options, seal, preamble.keyring, [&]() -> core::Result<void> {
        core::Result<sealed::Opened> both =
            sealed::OpenTogether(preamble.keyring, preamble.ledger, seal);
        if (!both) return both.error();
        opened.emplace(*std::move(both));
        return {};
      });
  if (!unsealed) return unsealed.error();
  if (opened->state.revision == preamble.revision) return *std::move(opened);
  return Damaged("the backup is of revision " + std::to_string(preamble.revision) +
                 ", and its ledger of " + std::to_string(opened->state.revision));
}

core::Error TellTheWay(core::Error error) {
  if (error.name == "StoreRolledBack") {
    error.message += "; to go back to this backup on purpose, restore it with --new-epoch";
  }
  return error;
}

// The state that the restored store begins with.
core::Result<sealed::LedgerState> BeginState(const sealed::Anchor* anchor,
                                             sealed::LedgerState state, bool new_epoch) {
  if (anchor == nullptr) {
    if (state.anchored && !new_epoch) {
      return core::Error{core::ErrorCode::kFailedPrecondition, "AnchorRequired",
                         "the backup is of a store kept with an anchor: name it, or restore with "
                         "--new-epoch to do without"};
    }
    if (new_epoch) ++state.epoch;
    state.anchored = state.anchored && !new_epoch;
    return state;
  }
  if (new_epoch) {
    core::Result<std::optional<std::uint64_t>> epoch = anchor->Epoch();
    if (!epoch) return epoch.error();
    state.epoch = std::max(state.epoch, epoch->value_or(0)) + 1;
  } else {
    const auto absent =
        state.anchored ? sealed::Anchor::Absent::kRefused : sealed::Anchor::Absent::kFine;
    core::Result<void> agrees = anchor->Check(state, absent);
    if (!agrees) return TellTheWay(std::move(agrees).error());
  }
  state.anchored = true;
  return state;
}

// Copies the records. Each must open, and the set of them be the ledger's.
core::Result<void> CopyRecords(backup::Reader& reader, const sealed::Opened& opened,
                               sqlite::Importer& importer) {
  core::Result<sealed::RecordCipher> cipher = sealed::RecordCipher::Create(opened.keyring);
  if (!cipher) return cipher.error();
  sealed::SetSum sum = {};
  std::uint64_t records = 0;
  KeyValue record;
  while (true) {
    core::Result<bool> more = reader.Next(record);
    if (!more) return more.error();
    if (!*more) break;
    core::Result<sealed::SetSum> hash =
        opened.cipher.Hash(record.key, {record.value, record.create_revision, record.mod_revision});
    if (!hash) return Damaged("in the backup, " + hash.error().message);
    sealed::Add(sum, *hash);
    core::Result<crypto::SecretBytes> value = cipher->OpenSecret(record.key, record.value);
    if (!value) return Damaged("in the backup, " + value.error().message);
    ++records;
    if (core::Result<void> added = importer.Add(record); !added) return added;
  }
  if (records == opened.state.records && sum == opened.state.sum) return {};
  return Damaged(
      "the backup's records are not those of its ledger: " + std::to_string(opened.state.records) +
      " expected, " + std::to_string(records) + " found");
}

core::Result<void> Place(sqlite::Importer& importer, const backup::Preamble& preamble,
                         const sealed::Opened& opened, const sealed::LedgerState& state,
                         crypto::Random& random) {
  core::Result<std::string> ledger = opened.cipher.Seal(state, random);
  if (!ledger) return ledger.error();
  const std::array<MetaValue, 2> metas = {MetaValue{std::string(kKeyringMeta), preamble.keyring},
                                          MetaValue{std::string(kLedgerMeta), *std::move(ledger)}};
  return importer.Finish(preamble.revision, preamble.last_changes, metas);
}

// Places the store, and writes its anchor. A new anchor comes first, so that where it cannot be
// written no store appears. One that is there comes after: until the store is in its place, the
// line that it remembers must still open.
core::Result<void> WithAnchor(const sealed::Anchor* anchor, const sealed::LedgerState& state,
                              const std::function<core::Result<void>()>& place) {
  if (anchor == nullptr) return place();
  core::Result<std::optional<std::uint64_t>> there = anchor->Epoch();
  if (!there) return std::move(there).error();
  if (*there) {
    core::Result<void> placed = place();
    return placed ? anchor->Write(state) : placed;
  }
  if (core::Result<void> made = anchor->Write(state); !made) return made;
  core::Result<void> placed = place();
  if (!placed) ::unlink(anchor->path().c_str());
  return placed;
}

}  // namespace

core::Result<Restored> Restore(const Options& options, const keyring::Seal& seal,
                               const RestoreOptions& restore) {
  if (core::Result<void> whole = CheckFile(restore.file); !whole) return whole.error();
  core::Result<backup::Reader> reader = OpenBackup(restore.file);
  if (!reader) return reader.error();
  core::Result<sqlite::Importer> importer = sqlite::Importer::Create(options.directory);
  if (!importer) return importer.error();
  core::Result<sealed::Opened> opened = Unseal(options, seal, reader->preamble());
  if (!opened) return opened.error();
  std::optional<sealed::Anchor> anchor;
  if (!options.anchor.empty()) {
    core::Result<sealed::Anchor> made = sealed::Anchor::Create(options.anchor, opened->keyring);
    if (!made) return made.error();
    anchor.emplace(*std::move(made));
  }
  core::Result<sealed::LedgerState> state =
      BeginState(anchor ? &*anchor : nullptr, opened->state, restore.new_epoch);
  if (!state) return state.error();
  if (core::Result<void> copied = CopyRecords(*reader, *opened, *importer); !copied) {
    return copied.error();
  }
  core::Result<void> placed = WithAnchor(anchor ? &*anchor : nullptr, *state, [&] {
    return Place(*importer, reader->preamble(), *opened, *state, options.random);
  });
  if (!placed) return placed.error();
  return Restored{state->revision, state->records, state->epoch};
}

core::Result<keyring::SealKind> ReadSealKind(const std::string& file) {
  core::Result<backup::Reader> reader = OpenBackup(file);
  if (!reader) return reader.error();
  return keyring::Keyring::ReadHeader(reader->preamble().keyring)
      .transform([](const keyring::KeyringHeader& header) { return header.seal; });
}

}  // namespace keyward::store::local
