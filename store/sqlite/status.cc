// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/status.h"

#include <sqlite3.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace keyward::store::sqlite {

using core::Error;
using core::ErrorCode;

Error Damaged(std::string message) {
  return {ErrorCode::kDataLoss, "StoreDamaged", std::move(message)};
}

Error Failed(std::string message) {
  return {ErrorCode::kUnavailable, "StoreFailed", std::move(message)};
}

Error SystemError(std::string_view what, int error_number) {
  std::string message(what);
  message.append(": ").append(std::generic_category().message(error_number));
  if (error_number == ENOSPC || error_number == EDQUOT) {
    return {ErrorCode::kResourceExhausted, "StoreFull", std::move(message)};
  }
  if (error_number == EROFS) {
    return {ErrorCode::kUnavailable, "StoreReadOnly", std::move(message)};
  }
  if (error_number == EACCES || error_number == EPERM) {
    return {ErrorCode::kUnavailable, "StorePermissionDenied", std::move(message)};
  }
  return Failed(std::move(message));
}

Error SqliteError(sqlite3* db, int result, std::string_view what) {
  std::string message(what);
  message.append(": ").append(sqlite3_errstr(result));
  const int system = db == nullptr ? 0 : sqlite3_system_errno(db);
  switch (result & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return Damaged(std::move(message));
    case SQLITE_FULL:
      return {ErrorCode::kResourceExhausted, "StoreFull", std::move(message)};
    case SQLITE_NOMEM:
      return {ErrorCode::kResourceExhausted, "OutOfMemory", std::move(message)};
    case SQLITE_READONLY:
      return {ErrorCode::kUnavailable, "StoreReadOnly", std::move(message)};
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorCode::kUnavailable, "StorePermissionDenied", std::move(message)};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      if (system != 0) return SystemError(message, system);
      [[fallthrough]];
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return Failed(message.append(" (code ").append(std::to_string(result)).append(")"));
    default:
      return {ErrorCode::kInternal, "InternalFailure",
              message.append(" (code ").append(std::to_string(result)).append(")")};
  }
}

}  // namespace keyward::store::sqlite
