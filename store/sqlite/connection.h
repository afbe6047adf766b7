// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"
#include "store/sqlite/statement.h"

struct sqlite3;

namespace keyward::store::sqlite {

// One connection to one database file. Not thread-safe: one thread at a time.
class Connection {
 public:
  enum class Mode : std::uint8_t {
    kRead,    // refuses SQL that writes
    kWrite,   // the file exists
    kCreate,  // makes the file if need be
  };

  struct Options {
    std::string path;
    Mode mode = Mode::kWrite;
    int cache_kib = 2048;
    std::string vfs = {};  // "" is SQLite's default; tests put theirs in
  };

  // Opens with synchronous=FULL, no automatic checkpoint, and SQLite's defences against damaged
  // and hostile files on. Errors: those of SqliteError.
  static core::Result<Connection> Open(const Options& options);

  core::Result<void> Execute(const char* sql);
  core::Result<Statement> Prepare(std::string_view sql);
  // The first column of the only row; 0 or "" when there is none.
  core::Result<std::int64_t> QueryNumber(std::string_view sql);
  core::Result<std::string> QueryText(std::string_view sql);

  bool in_transaction() const;
  // Undoes an open transaction, if there is one. Never fails: what cannot be rolled back is left to
  // SQLite, which does so when the connection is next used or closed.
  void RollBack();
  // Rows that the last INSERT, UPDATE or DELETE changed.
  std::int64_t changed_rows() const;
  // Keeps closing from writing to the database or removing its log.
  void LeaveFilesAlone();

  sqlite3* handle() { return handle_.get(); }
  const std::string& path() const { return path_; }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };

  Connection(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  core::Error LastError(std::string_view verb);
  core::Result<void> QueryRow(std::string_view sql, const std::function<void(Statement&)>& take);

  std::unique_ptr<sqlite3, Closer> handle_;
  std::string path_;
};

}  // namespace keyward::store::sqlite
