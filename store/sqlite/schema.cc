// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string_view>

#include "core/byte_order.h"
#include "store/sqlite/status.h"

namespace keyward::store::sqlite {
namespace {

// `records` is clustered by key, so that a page of a range is read in one sweep. Its short columns
// come before the value, which may lie on overflow pages. `changes` is appended to and pruned from
// its beginning; its last row tells the store's revision, and is never pruned. `meta` has the side
// values of store/engine.h.
constexpr std::array kMigrations = {Migration{1, R"sql(
CREATE TABLE records(
  key BLOB NOT NULL PRIMARY KEY,
  mod_revision INTEGER NOT NULL,
  create_revision INTEGER NOT NULL,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE changes(
  id INTEGER PRIMARY KEY,
  deleted INTEGER NOT NULL,
  key BLOB NOT NULL
) STRICT;
CREATE TABLE meta(
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)sql"}};
static_assert(kMigrations.back().version == kSchemaVersion);

// Source: SQLite, "Database File Format", section 1.3.
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kUserVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;

// SQLite's header holds them as signed numbers, big-endian.
std::int64_t NumberAt(std::string_view header, std::size_t at) {
  return static_cast<std::int32_t>(core::ByteReader(header.substr(at)).U32());
}

core::Result<void> CheckNumbers(const std::string& path, std::int64_t application,
                                std::int64_t version, std::int64_t newest) {
  if (application != kApplicationId || version < 1) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "NotAStore",
                       "`" + path + "` is a database, and not a Keyward store"};
  }
  if (version > newest) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "StoreTooNew",
                       "store file `" + path + "` has version " + std::to_string(version) +
                           ", and this program reads up to " + std::to_string(newest)};
  }
  return {};
}

core::Result<void> ApplyMigration(Connection& connection, const Migration& migration) {
  const std::string sql = std::string("BEGIN IMMEDIATE;")
                              .append(migration.sql)
                              .append(";PRAGMA user_version=")
                              .append(std::to_string(migration.version))
                              .append(";COMMIT");
  core::Result<void> done = connection.Execute(sql.c_str());
  if (!done) connection.RollBack();
  return done;
}

std::string DraftOf(const std::string& path) { return path + ".new"; }

}  // namespace

std::span<const Migration> Migrations() { return kMigrations; }

core::Result<void> CheckHeader(const std::string& path, std::int64_t newest) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             &std::fclose);
  if (file == nullptr) return SystemError("cannot open store file `" + path + "`", errno);
  std::array<char, kHeaderBytes> header = {};
  const std::size_t count = std::fread(header.data(), 1, header.size(), file.get());
  if (std::ferror(file.get()) != 0) {
    return SystemError("cannot read store file `" + path + "`", errno);
  }
  if (count < kHeaderBytes) return Damaged("store file `" + path + "` is cut off in its header");
  const std::string_view bytes(header.data(), header.size());
  if (!bytes.starts_with(kMagic)) {
    return Damaged("store file `" + path + "` does not begin as a database does");
  }
  return CheckNumbers(path, NumberAt(bytes, kApplicationIdAt), NumberAt(bytes, kUserVersionAt),
                      newest);
}

core::Result<void> CheckVersion(Connection& connection, std::int64_t newest) {
  core::Result<std::int64_t> application = connection.QueryNumber("PRAGMA application_id");
  if (!application) return application.error();
  core::Result<std::int64_t> version = connection.QueryNumber("PRAGMA user_version");
  if (!version) return version.error();
  return CheckNumbers(connection.path(), *application, *version, newest);
}

core::Result<bool> Migrate(Connection& connection, std::span<const Migration> migrations) {
  core::Result<std::int64_t> version = connection.QueryNumber("PRAGMA user_version");
  if (!version) return version.error();
  bool any = false;
  for (const Migration& migration : migrations) {
    if (migration.version <= *version) continue;
    if (core::Result<void> done = ApplyMigration(connection, migration); !done) {
      return done.error();
    }
    any = true;
  }
  return any;
}

core::Result<Connection> DraftDatabase(const std::string& path, const std::string& vfs,
                                       Files& files) {
  const std::string draft = DraftOf(path);
  if (core::Result<void> gone = files.Remove(draft); !gone) return gone.error();
  if (core::Result<void> made = files.Create(draft); !made) return made.error();
  core::Result<Connection> connection =
      Connection::Open({draft, Connection::Mode::kCreate, 2048, vfs});
  if (!connection) return connection;
  const std::string sql =
      "PRAGMA page_size=4096; PRAGMA journal_mode=MEMORY;PRAGMA application_id=" +
      std::to_string(kApplicationId);
  if (core::Result<void> set = connection->Execute(sql.c_str()); !set) return set.error();
  core::Result<bool> migrated = Migrate(*connection, kMigrations);
  if (!migrated) return migrated.error();
  return connection;
}

core::Result<void> RemoveDraft(const std::string& path, Files& files) {
  return files.Remove(DraftOf(path));
}

core::Result<void> PlaceDatabase(const std::string& directory, const std::string& path,
                                 Files& files) {
  if (core::Result<void> put = files.Rename(DraftOf(path), path); !put) return put;
  return files.SyncDirectory(directory);
}

}  // namespace keyward::store::sqlite
