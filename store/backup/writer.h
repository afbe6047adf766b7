// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "store/snapshot.h"
#include "store/types.h"

namespace keyward::store::backup {

struct Summary {
  Revision revision = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // of the file
};

// Writes what a snapshot shows to a new file (docs/formats/backup.md). Values stay sealed, so it
// takes no secret. The file appears under its name whole and durable, or not at all.
//
// Errors: those of Snapshot; kFailedPrecondition "NotInitialized" when there is no keyring or no
// ledger; kDataLoss "StoreDamaged" for what no reader would take; kAlreadyExists "BackupExists";
// kUnavailable "BackupUnwritable".
core::Result<Summary> Write(Snapshot& snapshot, const std::string& path);

}  // namespace keyward::store::backup
