// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "store/snapshot.h"

namespace keyward::store::sqlite {

// Takes a snapshot of the store in a directory, which may be in use by another process. Changes no
// record; SQLite makes its shared-memory file anew if a crash left a log.
//
// While the snapshot lives the log cannot begin anew, and grows with what is written meanwhile.
// Errors: kNotFound "StoreNotFound"; kFailedPrecondition "StoreTooNew", "NotAStore"; kDataLoss
// "StoreDamaged"; kUnavailable as those of Open in sqlite_store.h.
core::Result<std::unique_ptr<Snapshot>> TakeSnapshot(const std::string& directory);

}  // namespace keyward::store::sqlite
