// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/connection.h"

#include <sqlite3.h>

#include <utility>

#include "store/sqlite/status.h"

namespace keyward::store::sqlite {
namespace {

// No lock is ever waited for longer: writers are serialized before they reach SQLite, so only the
// start and a checkpoint meet one.
constexpr int kBusyMilliseconds = 10000;

int OpenFlags(Connection::Mode mode) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  return mode == Connection::Mode::kCreate ? flags | SQLITE_OPEN_CREATE : flags;
}

std::string Activity(std::string_view verb, const std::string& path) {
  return std::string("cannot ").append(verb).append(" store file `").append(path).append("`");
}

}  // namespace

void Connection::Closer::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

core::Result<Connection> Connection::Open(const Options& options) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(options.path.c_str(), &handle, OpenFlags(options.mode),
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
  Connection connection(handle, options.path);
  if (result != SQLITE_OK) {
    return SqliteError(handle, result, Activity("open", options.path));
  }
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  const std::string settings =
      "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;"
      "PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=FAST; PRAGMA synchronous=FULL;"
      "PRAGMA cache_size=-" +
      std::to_string(options.cache_kib) + ";" +
      (options.mode == Mode::kRead ? "PRAGMA query_only=ON;" : "");
  if (core::Result<void> set = connection.Execute(settings.c_str()); !set) return set.error();
  return connection;
}

core::Error Connection::LastError(std::string_view verb) {
  return SqliteError(handle_.get(), sqlite3_extended_errcode(handle_.get()), Activity(verb, path_));
}

core::Result<void> Connection::Execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return LastError("use");
}

core::Result<Statement> Connection::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) return LastError("use");
  const bool reads = sqlite3_stmt_readonly(statement) != 0;
  return Statement(statement, Activity(reads ? "read" : "write", path_));
}

core::Result<std::int64_t> Connection::QueryNumber(std::string_view sql) {
  std::int64_t number = 0;
  core::Result<void> done = QueryRow(sql, [&number](Statement& row) { number = row.Number(0); });
  if (!done) return done.error();
  return number;
}

core::Result<std::string> Connection::QueryText(std::string_view sql) {
  std::string text;
  core::Result<void> done = QueryRow(sql, [&text](Statement& row) { text = row.Bytes(0); });
  if (!done) return done.error();
  return text;
}

core::Result<void> Connection::QueryRow(std::string_view sql,
                                        const std::function<void(Statement&)>& take) {
  core::Result<Statement> statement = Prepare(sql);
  if (!statement) return statement.error();
  core::Result<bool> row = statement->Step();
  if (!row) return row.error();
  if (!*row) return {};
  take(*statement);
  // To the end: a PRAGMA that writes commits, and may fail, only after its row.
  return statement->Run();
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

void Connection::RollBack() {
  if (in_transaction()) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t Connection::changed_rows() const { return sqlite3_changes64(handle_.get()); }

void Connection::LeaveFilesAlone() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

}  // namespace keyward::store::sqlite
