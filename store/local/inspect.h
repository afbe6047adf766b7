// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crypto/secret_bytes.h"
#include "store/backup/writer.h"
#include "store/keyring/keyring.h"
#include "store/keyring/seal.h"
#include "store/local/options.h"
#include "store/sealed/check.h"

// What looks at an installation without taking it: all of it works on a snapshot, while a service
// has the store open. Only Check and ReadSecrets need the seal. Errors of all: those of
// sqlite::TakeSnapshot; kFailedPrecondition "NotInitialized"; those of Keyring::ReadHeader.
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

// The values under `keys` at one moment, in their order; nothing where there is no record. Reads
// every record, and checks neither the ledger nor the anchor: a record put back to an older value
// is found by Check. An attempt at a passphrase counts as elsewhere. Errors: also those of
// sealed::RecordCipher.
core::Result<std::vector<std::optional<crypto::SecretBytes>>> ReadSecrets(
    const Options& options, const keyring::Seal& seal, std::span<const std::string_view> keys);

}  // namespace keyward::store::local
