// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "store/sqlite/checkpointer.h"
#include "store/sqlite/directory_lock.h"
#include "store/sqlite/integrity.h"
#include "store/sqlite/readers.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/status.h"
#include "store/sqlite/watch_hub.h"
#include "store/sqlite/writer.h"
#include "store/validate.h"

namespace keyward::store::sqlite {
namespace {

constexpr int kWriterCacheKib = 16384;
constexpr int kReaderCacheKib = 4096;
constexpr int kCheckpointerCacheKib = 512;

core::Result<bool> Exists(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) return true;
  if (errno == ENOENT) return false;
  return SystemError("cannot open `" + path + "`", errno);
}

// Makes sure that a database of ours is there. Writes nothing to one that exists.
core::Result<void> EnsureDatabase(const Options& options, const std::string& path, Files& files) {
  core::Result<bool> there = Exists(path);
  if (!there) return there.error();
  if (*there) return CheckHeader(path, kSchemaVersion);
  core::Result<bool> log = Exists(path + "-wal");
  if (!log) return log.error();
  if (*log) return Damaged("store file `" + path + "` is missing, and its log is there");
  if (!options.create) {
    return core::Error{core::ErrorCode::kNotFound, "StoreNotFound",
                       "there is no store in `" + options.directory + "`"};
  }
  {
    core::Result<Connection> draft = DraftDatabase(path, options.vfs, files);
    if (!draft) return draft.error();
  }
  return PlaceDatabase(options.directory, path, files);
}

// Opens the connection that will write: recovers, checks and migrates.
core::Result<Connection> OpenWriter(const Options& options, const std::string& path) {
  core::Result<Connection> connection =
      Connection::Open({path, Connection::Mode::kWrite, kWriterCacheKib, options.vfs});
  if (!connection) return connection;
  if (core::Result<void> known = CheckVersion(*connection, kSchemaVersion); !known) {
    connection->LeaveFilesAlone();
    return known.error();
  }
  core::Result<std::string> mode = connection->QueryText("PRAGMA journal_mode=WAL");
  if (!mode) return mode.error();
  if (*mode != "wal") return Failed("store file `" + path + "` does not take a write-ahead log");
  if (core::Result<void> all = CheckpointAll(*connection); !all) return all.error();
  if (core::Result<void> whole = CheckIntegrity(*connection); !whole) return whole.error();
  core::Result<bool> migrated = Migrate(*connection, Migrations());
  if (!migrated) return migrated.error();
  // So that the version stands in the file itself, where an older program looks for it.
  if (*migrated) {
    if (core::Result<void> all = CheckpointAll(*connection); !all) return all.error();
  }
  ReserveLog(*connection, options.checkpoint_frames);
  return connection;
}

core::Result<std::vector<Reader>> OpenReaders(const Options& options, const std::string& path) {
  std::vector<Reader> readers;
  for (std::size_t i = 0; i < std::max<std::size_t>(options.readers, 1); ++i) {
    core::Result<Connection> connection =
        Connection::Open({path, Connection::Mode::kRead, kReaderCacheKib, options.vfs});
    if (!connection) return connection.error();
    core::Result<Reader> reader = Reader::Create(*std::move(connection));
    if (!reader) return reader.error();
    readers.push_back(*std::move(reader));
  }
  return readers;
}

class SqliteStore final : public Engine {
 public:
  SqliteStore(DirectoryLock lock, std::vector<Reader> readers, Revision revision)
      : lock_(std::move(lock)), readers_(std::move(readers)), hub_(readers_, revision) {}

  WatchHub& hub() { return hub_; }

  void Start(BatchWriter batches, Connection for_checkpoints, int checkpoint_frames) {
    writer_.emplace(std::move(batches), [this](int frames) { checkpointer_->Notice(frames); });
    checkpointer_.emplace(
        std::move(for_checkpoints), checkpoint_frames,
        [this](const std::function<void()>& work) { writer_->Exclusively(work); });
  }

  core::Result<std::optional<KeyValue>> Get(std::string_view key) override {
    if (core::Result<void> good = CheckKey(key); !good) return good.error();
    return readers_.Take()->Get(key);
  }

  core::Result<RangePage> Range(std::string_view prefix, std::size_t limit,
                                std::string_view after) override {
    if (core::Result<void> good = CheckRange(prefix, limit, after); !good) return good.error();
    return readers_.Take()->Range(prefix, limit, after);
  }

  core::Result<TxnResult> Commit(Txn txn) override {
    if (core::Result<void> good = CheckSealedTxn(txn); !good) return good.error();
    return writer_->Commit(txn);
  }

  core::Result<std::unique_ptr<ChangeStream>> Watch(std::string_view prefix,
                                                    Revision from) override {
    if (core::Result<void> good = CheckRange(prefix, 1, ""); !good) return good.error();
    return hub_.Open(prefix, from);
  }

  core::Result<Revision> CurrentRevision() override { return readers_.Take()->CurrentRevision(); }

  core::Result<std::optional<std::string>> Meta(std::string_view name) override {
    return readers_.Take()->Meta(name);
  }

  core::Result<void> UpdateMeta(const std::function<core::Result<std::vector<MetaValue>>()>& make,
                                const std::function<void()>& written) override {
    return writer_->UpdateMeta(make, written);
  }

  void Attach(Ledger& ledger) override { writer_->Attach(ledger); }

 private:
  // In the order of their making: the lock goes last, and the checkpointer's thread first.
  DirectoryLock lock_;
  ReaderPool readers_;
  WatchHub hub_;
  std::optional<Writer> writer_;
  std::optional<Checkpointer> checkpointer_;
};

}  // namespace

core::Result<std::unique_ptr<Engine>> Open(const Options& options) {
  Files& files = options.files == nullptr ? Files::System() : *options.files;
  if (options.create) {
    core::Result<void> made = MakeDirectory(options.directory, files);
    if (!made) return made.error();
  }
  core::Result<DirectoryLock> lock = DirectoryLock::Take(options.directory);
  if (!lock) return lock.error();
  const std::string path = options.directory + "/store.db";
  if (core::Result<void> there = EnsureDatabase(options, path, files); !there) {
    return there.error();
  }
  core::Result<Connection> writer = OpenWriter(options, path);
  if (!writer) return writer.error();
  core::Result<std::vector<Reader>> readers = OpenReaders(options, path);
  if (!readers) return readers.error();
  core::Result<std::int64_t> last = writer->QueryNumber("SELECT max(id) FROM changes");
  if (!last) return last.error();
  core::Result<Connection> for_checkpoints =
      Connection::Open({path, Connection::Mode::kWrite, kCheckpointerCacheKib, options.vfs});
  if (!for_checkpoints) return for_checkpoints.error();

  auto store =
      std::make_unique<SqliteStore>(*std::move(lock), *std::move(readers), RevisionOf(*last));
  core::Result<BatchWriter> batches =
      BatchWriter::Create(*std::move(writer), options.history, store->hub());
  if (!batches) return batches.error();
  store->Start(*std::move(batches), *std::move(for_checkpoints), options.checkpoint_frames);
  return {std::move(store)};
}

}  // namespace keyward::store::sqlite
