// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "core/result.h"
#include "store/backup/writer.h"
#include "store/keyring/keyring.h"
#include "store/keyring/seal.h"
#include "store/local/options.h"
#include "store/sealed/check.h"

// What looks at an installation without taking it: all of it works on a snapshot, while a service
// has the store open. Only Check needs the seal. Errors of all: those of sqlite::TakeSnapshot;
// kFailedPrecondition "NotInitialized"; those of Keyring::ReadHeader.
namespace keyward::store::local {

struct Status {
  keyring::KeyringHeader keyring;
  Revision revision = 0;
  std::uint64_t bytes = 0;  // of all files in the directory
};
core::Result<Status> ReadStatus(const std::string& directory);

struct Stat {
  Revision revision = 0;
  std::uint64_t records = 0;
  std::uint64_t key_bytes = 0;
  std::uint64_t value_bytes = 0;  // sealed
  std::uint64_t largest_value_bytes = 0;
  // How many records each data key seals, by its number. Old ones stay as they are until they are
  // written again.
  std::map<std::uint32_t, std::uint64_t> records_by_data_key;
  std::uint64_t bytes = 0;
};
// Reads every record. Errors: also kDataLoss "StoreDamaged" for a value that is no sealed value.
core::Result<Stat> ReadStat(const std::string& directory);

// See backup::Write.
core::Result<backup::Summary> Backup(const std::string& directory, const std::string& file);

// See sealed::Check. An attempt at a passphrase counts as elsewhere. An anchor that moves on while
// the store is in use is no finding.
core::Result<sealed::CheckReport> Check(const Options& options, const keyring::Seal& seal);

}  // namespace keyward::store::local
