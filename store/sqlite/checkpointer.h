// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "store/sqlite/connection.h"

namespace keyward::store::sqlite {

// Writes the log back into the database in the background, so that no commit has to.
//
// After so many frames, a PASSIVE checkpoint, which blocks nobody. Commits that go on meanwhile
// leave some frames behind it, and so the log would never begin anew; hence those few are written
// back right after it (RESTART), while no transaction is being written. The log's file is not cut:
// syncing bytes that are overwritten costs much less than syncing a file that grows. Only a log
// that has grown far past that, because a reader held on to it, is cut. A checkpoint that fails
// loses nothing, as the log is kept, and is tried again with later commits.
class Checkpointer {
 public:
  // Runs work while nobody writes.
  using Exclusively = std::function<void(const std::function<void()>&)>;

  Checkpointer(Connection connection, int every_frames, Exclusively exclusively);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // Tells how many frames the log has. Thread-safe and quick.
  void Notice(int frames);

 private:
  void Loop();
  void Checkpoint();

  Connection connection_;
  const int every_frames_;
  Exclusively exclusively_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int frames_ = 0;  // in the log, last noticed
  int next_at_;
  bool stop_ = false;
  std::thread thread_;
};

// Writes all of the log back. For opening: there must be no other connection.
core::Result<void> CheckpointAll(Connection& connection);

// Lengthens the log's file with zeros to what it takes until it begins anew, for the reason above.
// Zeros past the last frame are no frames. Best effort. For opening, after CheckpointAll.
void ReserveLog(Connection& connection, int checkpoint_frames);

}  // namespace keyward::store::sqlite
