// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "store/sqlite/batch.h"

namespace keyward::store::sqlite {

// Group commit: one writer at a time, which takes along all that wait.
//
// The thread whose transaction comes first writes, and so a lone writer pays for no change of
// threads; those that come meanwhile wait. When it has committed, the first of them writes for all
// of them, with one COMMIT. Nobody writes more than one batch, so nobody waits for later comers.
// Thread-safe.
class Writer {
 public:
  // Calls `after_commit` with the number of frames in the log after each commit; it must be quick.
  Writer(BatchWriter batches, std::function<void(int)> after_commit);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // `txn` was checked by CheckTxn.
  core::Result<TxnResult> Commit(const Txn& txn);

  // See Engine.
  void Attach(Ledger& ledger);
  core::Result<void> UpdateMeta(const std::function<core::Result<std::vector<MetaValue>>()>& make,
                                const std::function<void()>& written);

  // Runs `work` while nobody writes.
  void Exclusively(const std::function<void()>& work);

 private:
  enum class State : std::uint8_t { kWaiting, kLeading, kDone };

  struct Waiter {
    PendingTxn pending;
    std::size_t bytes = 0;
    std::mutex mutex;
    std::condition_variable changed;
    State state = State::kWaiting;

    State Wait();
    void Become(State next);
  };

  void Lead(Waiter& self);
  std::vector<Waiter*> TakeBatch(Waiter& self);

  std::mutex write_mutex_;  // held while batches_ is used
  BatchWriter batches_;
  std::function<void(int)> after_commit_;

  std::mutex queue_mutex_;
  std::deque<Waiter*> queue_;
  bool led_ = false;  // someone leads, or was just told to
};

}  // namespace keyward::store::sqlite
