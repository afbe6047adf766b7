// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "store/engine.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/directory_lock.h"
#include "store/sqlite/statement.h"

namespace keyward::store::sqlite {

// Makes a store out of the records of another, with their revisions. The store appears in the
// directory whole, when Finish succeeds, or not at all: what was written before is removed when the
// importer is destroyed without. One thread at a time.
class Importer {
 public:
  // Makes the directory (its last part) if need be, and takes its lock. Errors: kAlreadyExists
  // "StoreExists" when there is a store in it; those of Open in sqlite_store.h.
  static core::Result<Importer> Create(const std::string& directory);
  Importer(Importer&& other) noexcept;
  Importer& operator=(Importer&&) = delete;
  ~Importer();

  // In any order; that of the keys is fastest. Errors: kInvalidArgument "DuplicateKey".
  core::Result<void> Add(const KeyValue& record);

  // `last` is what the transaction of `revision` changed: the history of the new store is that. At
  // revision 0 it is empty. To be called once, and last.
  core::Result<void> Finish(Revision revision, std::span<const Change> last,
                            std::span<const MetaValue> metas);

 private:
  Importer(DirectoryLock lock, std::string directory, Connection connection, Statement insert);
  core::Result<void> AddChanges(Revision revision, std::span<const Change> last);
  core::Result<void> AddMetas(std::span<const MetaValue> metas);

  DirectoryLock lock_;
  std::string directory_;
  std::optional<Connection> connection_;  // to the draft, until it is placed
  std::optional<Statement> insert_;
};

}  // namespace keyward::store::sqlite
