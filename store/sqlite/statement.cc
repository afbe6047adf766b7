// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/statement.h"

#include <sqlite3.h>

#include <utility>

#include "store/sqlite/status.h"

namespace keyward::store::sqlite {

void Statement::Finalizer::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

Statement::Statement(sqlite3_stmt* handle, std::string what)
    : handle_(handle), what_(std::move(what)) {}

void Statement::Bind(int parameter, std::string_view bytes) {
  // A null pointer would bind NULL.
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  const int result =
      sqlite3_bind_blob64(handle_.get(), parameter, data, bytes.size(), SQLITE_STATIC);
  if (result != SQLITE_OK) bind_result_ = result;
}

void Statement::Bind(int parameter, std::int64_t number) {
  const int result = sqlite3_bind_int64(handle_.get(), parameter, number);
  if (result != SQLITE_OK) bind_result_ = result;
}

core::Result<bool> Statement::Step() {
  const int result = bind_result_ != SQLITE_OK ? bind_result_ : sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return SqliteError(sqlite3_db_handle(handle_.get()), result, what_);
}

core::Result<void> Statement::Run() {
  core::Result<bool> row = Step();
  Reset();
  if (!row) return std::move(row).error();
  return {};
}

std::string_view Statement::Bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  if (data == nullptr) return {};
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::int64_t Statement::Number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

void Statement::Reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
  bind_result_ = SQLITE_OK;
}

}  // namespace keyward::store::sqlite
