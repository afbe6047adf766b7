// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/snapshot.h"

#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/status.h"

namespace keyward::store::sqlite {
namespace {

constexpr int kCacheKib = 2048;

class SqliteSnapshot final : public Snapshot {
 public:
  SqliteSnapshot(Connection connection, Revision revision)
      : connection_(std::move(connection)), revision_(revision) {}

  Revision revision() const override { return revision_; }

  core::Result<std::optional<std::string>> Meta(std::string_view name) override {
    core::Result<Statement> meta =
        connection_.Prepare("SELECT value FROM meta WHERE name = CAST(?1 AS TEXT)");
    if (!meta) return meta.error();
    meta->Bind(1, name);
    core::Result<bool> row = meta->Step();
    if (!row) return row.error();
    if (!*row) return std::optional<std::string>();
    return std::optional<std::string>(meta->Bytes(0));
  }

  core::Result<std::vector<Change>> LastChanges() override {
    core::Result<Statement> changes =
        connection_.Prepare("SELECT deleted, key FROM changes WHERE id >= ?1 ORDER BY id");
    if (!changes) return changes.error();
    changes->Bind(1, ChangeId(revision_, 0));
    std::vector<Change> last;
    while (true) {
      core::Result<bool> row = changes->Step();
      if (!row) return row.error();
      if (!*row) return last;
      last.push_back({std::string(changes->Bytes(1)), changes->Number(0) != 0});
    }
  }

  core::Result<void> ForEach(
      const std::function<core::Result<void>(const KeyValue&)>& visit) override {
    core::Result<Statement> all = connection_.Prepare(
        "SELECT key, value, create_revision, mod_revision FROM records ORDER BY key");
    if (!all) return all.error();
    KeyValue record;
    while (true) {
      core::Result<bool> row = all->Step();
      if (!row) return row.error();
      if (!*row) return {};
      record.key = all->Bytes(0);
      record.value = all->Bytes(1);
      record.create_revision = static_cast<Revision>(all->Number(2));
      record.mod_revision = static_cast<Revision>(all->Number(3));
      if (core::Result<void> visited = visit(record); !visited) return visited;
    }
  }

  core::Result<void> CheckStructure() override {
    core::Result<std::string> found = connection_.QueryText("PRAGMA integrity_check(1)");
    if (!found) return found.error();
    if (*found == "ok") return {};
    return Damaged("store file `" + connection_.path() + "` is damaged: " + *found);
  }

 private:
  Connection connection_;
  Revision revision_;
};

}  // namespace

core::Result<std::unique_ptr<Snapshot>> TakeSnapshot(const std::string& directory) {
  const std::string path = directory + "/store.db";
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) return SystemError("cannot open `" + path + "`", errno);
    return core::Error{core::ErrorCode::kNotFound, "StoreNotFound",
                       "there is no store in `" + directory + "`"};
  }
  // Not CheckHeader: closing a file of its own would drop the locks of a store that this process
  // has open (fcntl(2)).
  core::Result<Connection> connection =
      Connection::Open({path, Connection::Mode::kRead, kCacheKib, ""});
  if (!connection) return connection.error();
  connection->LeaveFilesAlone();
  if (core::Result<void> begun = connection->Execute("BEGIN"); !begun) return begun.error();
  // The first statement that reads fixes the moment.
  core::Result<std::int64_t> last = connection->QueryNumber("SELECT max(id) FROM changes");
  if (!last) return last.error();
  if (core::Result<void> known = CheckVersion(*connection, kSchemaVersion); !known) {
    return known.error();
  }
  return {std::make_unique<SqliteSnapshot>(*std::move(connection), RevisionOf(*last))};
}

}  // namespace keyward::store::sqlite
