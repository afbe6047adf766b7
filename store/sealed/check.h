// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/result.h"
#include "store/keyring/keyring.h"
#include "store/sealed/ledger_cipher.h"
#include "store/snapshot.h"

namespace keyward::store::sealed {

// What a check found. Each finding has the name that reading would fail with ("StoreDamaged"), and
// tells what is wrong and with which record. Values are never told.
struct CheckReport {
  static constexpr std::size_t kMaxFindings = 100;

  Revision revision = 0;
  std::uint64_t records = 0;          // that were looked at
  std::uint64_t faults = 0;           // all there are
  std::vector<core::Error> findings;  // the first of them

  void Add(core::Error finding);
};

// Looks at everything that a store holds: the engine's structures; that keyring, ledger and
// revision belong together; that each record opens, and was sealed no later than the ledger knows;
// that the set of records is the ledger's; that the anchor agrees, if one is named.
//
// `keyring` is the snapshot's own, open. Takes memory for one record. Values are opened in locked
// memory. Errors: what kept it from looking: kUnavailable; kFailedPrecondition "AnchorRequired"
// when the store has an anchor and none is named, "NotInitialized".
core::Result<CheckReport> Check(Snapshot& snapshot, const keyring::Keyring& keyring,
                                const std::string& anchor);

// The part about the anchor alone, which takes no time: an anchor may have moved on since the
// snapshot of a store in use was taken, and a newer one tells. Errors: those of Anchor::Check;
// "AnchorRequired"; kDataLoss "StoreDamaged" when the ledger does not open.
core::Result<void> CheckAnchor(Snapshot& snapshot, const keyring::Keyring& keyring,
                               const std::string& anchor);

}  // namespace keyward::store::sealed
