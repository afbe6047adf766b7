// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "store/keyring/seal.h"
#include "store/local/options.h"
#include "store/types.h"

namespace keyward::store::local {

struct RestoreOptions {
  std::string file;
  // Goes back on purpose: the store begins an epoch of its own, past every one that its anchor has
  // seen, and the anchor begins anew with it. Without an anchor named, it is kept without one.
  bool new_epoch = false;
};

struct Restored {
  Revision revision = 0;
  std::uint64_t records = 0;
  std::uint64_t epoch = 0;
};

// Makes the store of a backup (docs/formats/backup.md) in a directory that has none. `seal` is the
// backup's own.
//
// The file's hash is checked first, with no secret and before anything is made. Then keyring and
// ledger are opened, the anchor is asked, every record is opened, and the set of them compared with
// the ledger's; only then does the store appear, whole. The anchor is written after it.
//
// Errors: those of backup::Reader and sqlite::Importer; of Throttled and of Keyring::Open;
// kDataLoss "BackupDamaged" when a record does not open or the records are not the ledger's;
// kDataLoss "StoreRolledBack" when the anchor has seen more than the backup; kFailedPrecondition
// "AnchorRequired" when the backup is of a store kept with an anchor and none is named; others of
// Anchor.
core::Result<Restored> Restore(const Options& options, const keyring::Seal& seal,
                               const RestoreOptions& restore);

// The seal that a backup opens with, for who has to ask for its secret. Errors: those of
// backup::Reader and Keyring::ReadHeader.
core::Result<keyring::SealKind> ReadSealKind(const std::string& file);

}  // namespace keyward::store::local
