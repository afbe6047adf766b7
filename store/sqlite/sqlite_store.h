// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "store/engine.h"

namespace keyward::store::sqlite {

class Files;

struct Options {
  std::string directory = {};
  // Makes the directory (its last part) and an empty store when they do not exist.
  bool create = true;
  // Revisions that a watch can start from, at least, counted back from the last. Older ones are
  // pruned.
  Revision history = 100'000;
  std::size_t readers = 4;  // that read at the same time; each costs up to 4 MiB of cache
  // The log is written back in the background after so many pages of 4 KiB; its file takes room for
  // half as many more from the start.
  int checkpoint_frames = 2000;

  // For tests: another SQLite VFS and another way to the file system.
  std::string vfs = {};
  Files* files = nullptr;
};

// Opens the store in a directory: an SQLite database `store.db` in WAL mode with synchronous=FULL.
//
// Takes the directory's lock, refuses what it does not know, recovers what a crash left, moves an
// older version forward, and checks as integrity.h says. The store keeps the lock until it is
// destroyed.
//
// Storage failures: a transaction that fails changes nothing that anyone reads; reading goes on,
// and the next transaction is tried anew. Only if the machine stops before a later transaction
// succeeded may a failed one be found done, and then wholly.
//
// Errors: kFailedPrecondition "StoreLocked" naming the directory, when another process has it;
// "StoreTooNew" and "NotAStore", the files untouched; kNotFound "StoreNotFound" when there is no
// store and `create` is false; kDataLoss "StoreDamaged" naming the file; kUnavailable
// "StoreFailed", "StoreReadOnly" or "StorePermissionDenied"; kResourceExhausted "StoreFull".
core::Result<std::unique_ptr<Engine>> Open(const Options& options);

}  // namespace keyward::store::sqlite
