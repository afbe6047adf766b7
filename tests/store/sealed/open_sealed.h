// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "store/sealed/sealed_store.h"
#include "store/sqlite/sqlite_store.h"

namespace keyward::store {

// Opens a sealed store over SQLite under FixedSeal, and initializes it first if it is empty.
core::Result<std::unique_ptr<sealed::SealedStore>> OpenSealed(const sqlite::Options& options,
                                                              const std::string& anchor = "");

// Whether the ledger in a directory speaks of exactly the records there. Returns what is wrong, or
// "". Reads past the sealed store, with a sum of its own.
std::string CompareLedger(const std::string& directory);

// What `keyward store check` does, in this process: the first finding, or "".
std::string FirstFinding(const std::string& directory);

}  // namespace keyward::store
