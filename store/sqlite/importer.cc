// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/importer.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <utility>

#include "store/sqlite/files.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/status.h"
#include "store/validate.h"

namespace keyward::store::sqlite {
namespace {

std::string PathIn(const std::string& directory) { return directory + "/store.db"; }

core::Result<void> CheckAbsent(const std::string& directory) {
  struct stat status = {};
  for (const char* suffix : {"", "-wal"}) {
    const std::string path = PathIn(directory) + suffix;
    if (::stat(path.c_str(), &status) == 0) {
      return core::Error{core::ErrorCode::kAlreadyExists, "StoreExists",
                         "there is a store in `" + directory + "` already"};
    }
    if (errno != ENOENT) return SystemError("cannot open `" + path + "`", errno);
  }
  return {};
}

}  // namespace

core::Result<Importer> Importer::Create(const std::string& directory) {
  Files& files = Files::System();
  if (core::Result<void> made = MakeDirectory(directory, files); !made) return made.error();
  core::Result<DirectoryLock> lock = DirectoryLock::Take(directory);
  if (!lock) return lock.error();
  if (core::Result<void> absent = CheckAbsent(directory); !absent) return absent.error();
  core::Result<Connection> connection = DraftDatabase(PathIn(directory), "", files);
  if (!connection) return connection.error();
  if (core::Result<void> begun = connection->Execute("BEGIN"); !begun) return begun.error();
  core::Result<Statement> insert = connection->Prepare(
      "INSERT INTO records(key, mod_revision, create_revision, value) VALUES(?1, ?2, ?3, ?4)");
  if (!insert) return insert.error();
  return Importer(*std::move(lock), directory, *std::move(connection), *std::move(insert));
}

Importer::Importer(DirectoryLock lock, std::string directory, Connection connection,
                   Statement insert)
    : lock_(std::move(lock)),
      directory_(std::move(directory)),
      connection_(std::move(connection)),
      insert_(std::move(insert)) {}

Importer::Importer(Importer&& other) noexcept
    : lock_(std::move(other.lock_)),
      directory_(std::move(other.directory_)),
      connection_(std::exchange(other.connection_, std::nullopt)),
      insert_(std::exchange(other.insert_, std::nullopt)) {}

Importer::~Importer() {
  if (!connection_) return;
  insert_.reset();
  connection_.reset();
  // What cannot be removed now, the next to make a store here removes.
  static_cast<void>(RemoveDraft(PathIn(directory_), Files::System()));
}

core::Result<void> Importer::Add(const KeyValue& record) {
  if (core::Result<void> good = CheckKey(record.key); !good) return good;
  insert_->Bind(1, record.key);
  insert_->Bind(2, static_cast<std::int64_t>(record.mod_revision));
  insert_->Bind(3, static_cast<std::int64_t>(record.create_revision));
  insert_->Bind(4, record.value);
  core::Result<void> added = insert_->Run();
  if (!added && sqlite3_errcode(connection_->handle()) == SQLITE_CONSTRAINT) {
    return core::Error{core::ErrorCode::kInvalidArgument, "DuplicateKey",
                       "record `" + KeyText(record.key) + "` occurs twice"};
  }
  return added;
}

core::Result<void> Importer::Finish(Revision revision, std::span<const Change> last,
                                    std::span<const MetaValue> metas) {
  if (core::Result<void> added = AddChanges(revision, last); !added) return added;
  if (core::Result<void> added = AddMetas(metas); !added) return added;
  if (core::Result<void> done = connection_->Execute("COMMIT"); !done) return done;
  insert_.reset();
  connection_.reset();
  return PlaceDatabase(directory_, PathIn(directory_), Files::System());
}

core::Result<void> Importer::AddChanges(Revision revision, std::span<const Change> last) {
  core::Result<Statement> insert =
      connection_->Prepare("INSERT INTO changes(id, deleted, key) VALUES(?1, ?2, ?3)");
  if (!insert) return insert.error();
  for (std::size_t place = 0; place < last.size(); ++place) {
    insert->Bind(1, ChangeId(revision, place));
    insert->Bind(2, std::int64_t{last[place].deleted});
    insert->Bind(3, last[place].key);
    if (core::Result<void> added = insert->Run(); !added) return added;
  }
  return {};
}

core::Result<void> Importer::AddMetas(std::span<const MetaValue> metas) {
  core::Result<Statement> insert =
      connection_->Prepare("INSERT INTO meta(name, value) VALUES(CAST(?1 AS TEXT), ?2)");
  if (!insert) return insert.error();
  for (const MetaValue& meta : metas) {
    insert->Bind(1, meta.name);
    insert->Bind(2, meta.value);
    if (core::Result<void> added = insert->Run(); !added) return added;
  }
  return {};
}

}  // namespace keyward::store::sqlite
