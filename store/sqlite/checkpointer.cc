// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/checkpointer.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "store/sqlite/status.h"

namespace keyward::store::sqlite {
namespace {

// The log's file is cut when it has this many times the frames after which it should begin anew.
constexpr int kTruncateFactor = 16;

// How long a checkpoint that blocks the writer waits for readers.
constexpr int kReaderWaitMilliseconds = 20;

// Source: SQLite, "WAL-mode File Format": the header, and a page of 4096 bytes with its own.
constexpr sqlite3_int64 kLogHeaderBytes = 32;
constexpr sqlite3_int64 kFrameBytes = 4096 + 24;

}  // namespace

Checkpointer::Checkpointer(Connection connection, int every_frames, Exclusively exclusively)
    : connection_(std::move(connection)),
      every_frames_(every_frames),
      exclusively_(std::move(exclusively)),
      next_at_(every_frames) {
  sqlite3_busy_timeout(connection_.handle(), kReaderWaitMilliseconds);
  thread_ = std::thread([this] { Loop(); });
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Checkpointer::Notice(int frames) {
  const std::lock_guard lock(mutex_);
  // Fewer than before: the log began anew.
  if (frames < frames_) next_at_ = every_frames_;
  frames_ = frames;
  if (frames_ >= next_at_) changed_.notify_one();
}

void Checkpointer::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stop_ || frames_ >= next_at_; });
    if (stop_) return;
    next_at_ = frames_ + every_frames_;
    lock.unlock();
    Checkpoint();
    lock.lock();
  }
}

void Checkpointer::Checkpoint() {
  int frames = 0;
  sqlite3* const db = connection_.handle();
  const int passive =
      sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, nullptr);
  if (passive != SQLITE_OK) return;
  const int mode = frames < kTruncateFactor * every_frames_ ? SQLITE_CHECKPOINT_RESTART
                                                            : SQLITE_CHECKPOINT_TRUNCATE;
  exclusively_([db, mode] { sqlite3_wal_checkpoint_v2(db, "main", mode, nullptr, nullptr); });
}

core::Result<void> CheckpointAll(Connection& connection) {
  const int result = sqlite3_wal_checkpoint_v2(connection.handle(), "main",
                                               SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  if (result == SQLITE_OK) return {};
  return SqliteError(connection.handle(), result,
                     "cannot write back the log of store file `" + connection.path() + "`");
}

void ReserveLog(Connection& connection, int checkpoint_frames) {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == nullptr || log->pMethods == nullptr) return;
  sqlite3_int64 size = 0;
  if (log->pMethods->xFileSize(log, &size) != SQLITE_OK) return;
  // Half as much again, for what comes while the checkpoint is at work.
  const sqlite3_int64 enough = kLogHeaderBytes + kFrameBytes * checkpoint_frames * 3 / 2;
  const std::string zeros(std::size_t{1} << 20, '\0');
  while (size < enough) {
    const auto count =
        static_cast<int>(std::min(static_cast<sqlite3_int64>(zeros.size()), enough - size));
    if (log->pMethods->xWrite(log, zeros.data(), count, size) != SQLITE_OK) return;
    size += count;
  }
  log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
}

}  // namespace keyward::store::sqlite
