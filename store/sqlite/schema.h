// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/result.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "store/store.h"

namespace keyward::store::sqlite {

// In the file's header: SQLite's application_id ("KWST") and user_version. Frozen.
inline constexpr std::int64_t kApplicationId = 0x4B575354;
inline constexpr std::int64_t kSchemaVersion = 1;

// One step forward. Steps stand in the order of their versions, which go up by one from 1, and are
// never changed once released.
struct Migration {
  std::int64_t version;  // that the file has afterwards
  const char* sql;
};
std::span<const Migration> Migrations();

// A change's number in the table `changes`: its revision, and its place in the transaction.
inline constexpr int kChangeBits = 7;
static_assert(kMaxTxnOps <= (std::size_t{1} << kChangeBits));
inline constexpr std::int64_t ChangeId(Revision revision, std::size_t place) {
  return static_cast<std::int64_t>((revision << kChangeBits) | place);
}
inline constexpr Revision RevisionOf(std::int64_t change_id) {
  return static_cast<Revision>(change_id) >> kChangeBits;
}

// Reads the header of the file without SQLite, which would run recovery, and so before anything is
// written. Errors: kDataLoss "StoreDamaged" when it is no SQLite database; kFailedPrecondition
// "NotAStore" when it is another program's, "StoreTooNew" when its version is over `newest`.
core::Result<void> CheckHeader(const std::string& path, std::int64_t newest);

// The same of an open database, its log included.
core::Result<void> CheckVersion(Connection& connection, std::int64_t newest);

// Takes the database from the version it has to the last of `migrations`, each step in a
// transaction of its own. Returns whether there was anything to do.
core::Result<bool> Migrate(Connection& connection, std::span<const Migration> migrations);

// Makes an empty store under a name beside `path`; PlaceDatabase puts it at `path`, so that it
// appears there whole or not at all. What an earlier attempt left is removed. The connection keeps
// its journal in memory: nobody sees the file before it is placed. It must be closed before that.
core::Result<Connection> DraftDatabase(const std::string& path, const std::string& vfs,
                                       Files& files);
core::Result<void> PlaceDatabase(const std::string& directory, const std::string& path,
                                 Files& files);
core::Result<void> RemoveDraft(const std::string& path, Files& files);

}  // namespace keyward::store::sqlite
