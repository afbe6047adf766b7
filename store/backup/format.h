// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/types.h"

// The bytes of a backup: docs/formats/backup.md. Frozen; integers are big-endian.
namespace keyward::store::backup {

inline constexpr std::string_view kMagic = "KWBACKUP";
inline constexpr std::uint8_t kFormatVersion = 1;
inline constexpr std::size_t kHashBytes = 32;

// The sections, in the order in which they stand: each of the first four once, then any number of
// records, then the end. Persisted; never renumbered.
enum class Section : std::uint8_t {
  kKeyring = 1,
  kLedger = 2,
  kRevision = 3,
  kLastChanges = 4,
  kRecord = 5,
  kEnd = 6,
};
inline constexpr std::size_t kSectionHeaderBytes = 5;  // the section, and the length of its body

// Revisions stay below, so that every engine can count its changes in 63 bits.
inline constexpr Revision kMaxRevision = (Revision{1} << 56) - 1;

inline constexpr std::size_t kMaxRecordBytes =
    8 + 8 + 2 + kMaxKeyBytes + kMaxValueBytes + kMaxSealBytes;
inline constexpr std::size_t kMaxLastChangesBytes = 2 + kMaxTxnOps * (1 + 2 + kMaxKeyBytes);

// What a backup says before its records.
struct Preamble {
  std::string keyring;  // the side values of store/engine.h
  std::string ledger;
  Revision revision = 0;
  std::vector<Change> last_changes;  // of the transaction of `revision`
};

}  // namespace keyward::store::backup
