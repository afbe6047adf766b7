// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/integrity.h"

#include <filesystem>
#include <string>
#include <system_error>

#include "store/sqlite/status.h"

namespace keyward::store::sqlite {
namespace {

core::Result<std::int64_t> DatabaseBytes(Connection& connection) {
  core::Result<std::int64_t> pages = connection.QueryNumber("PRAGMA page_count");
  if (!pages) return pages;
  core::Result<std::int64_t> page = connection.QueryNumber("PRAGMA page_size");
  if (!page) return page;
  return *pages * *page;
}

}  // namespace

core::Result<void> CheckIntegrity(Connection& connection) {
  core::Result<std::int64_t> bytes = DatabaseBytes(connection);
  if (!bytes) return bytes.error();
  std::error_code failed;
  const auto size = std::filesystem::file_size(connection.path(), failed);
  if (failed) {
    return SystemError("cannot read store file `" + connection.path() + "`", failed.value());
  }
  if (size < static_cast<std::uintmax_t>(*bytes)) {
    return Damaged("store file `" + connection.path() + "` is cut off: it has " +
                   std::to_string(size) + " of " + std::to_string(*bytes) + " bytes");
  }
  const bool all = *bytes <= kFullCheckBytes;
  core::Result<std::string> found =
      connection.QueryText(all ? "PRAGMA quick_check(1)" : "PRAGMA quick_check('changes')");
  if (!found) return found.error();
  if (*found == "ok") return {};
  // The finding is one line or several; it names pages and tables, never contents.
  return Damaged("store file `" + connection.path() + "` is damaged: " + *found);
}

}  // namespace keyward::store::sqlite
