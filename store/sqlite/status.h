// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

struct sqlite3;

namespace keyward::store::sqlite {

// The failures that more than one file reports. `what` is the activity and its file, as in "cannot
// write store file `DIR/store.db`".
core::Error Damaged(std::string message);
core::Error Failed(std::string message);
// For a system call that failed with `error_number`: kResourceExhausted "StoreFull" for ENOSPC and
// EDQUOT, kUnavailable "StoreReadOnly" for EROFS, "StorePermissionDenied" for EACCES and EPERM,
// "StoreFailed" for all others.
core::Error SystemError(std::string_view what, int error_number);

// What SQLite's result code (extended) means to users of the store. `db` may be null; with it, the
// message has the system's error too. Never repeats a key, a value or SQL.
core::Error SqliteError(sqlite3* db, int result, std::string_view what);

}  // namespace keyward::store::sqlite
