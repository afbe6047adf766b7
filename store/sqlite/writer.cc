// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/writer.h"

#include <sqlite3.h>

#include <utility>
#include <variant>

namespace keyward::store::sqlite {
namespace {

// One batch: as many transactions as can be waiting in practice, and so many bytes that its pages
// stay in the cache.
constexpr std::size_t kMaxBatchTxns = 256;
constexpr std::size_t kMaxBatchBytes = kMaxTxnBytes;

std::size_t BytesOf(const Txn& txn) {
  std::size_t bytes = 0;
  for (const auto& op : txn.ops) {
    if (const Put* put = std::get_if<Put>(&op)) bytes += put->key.size() + put->value.size();
  }
  return bytes;
}

int AfterCommit(void* hook, sqlite3* /*db*/, const char* /*name*/, int frames) {
  (*static_cast<std::function<void(int)>*>(hook))(frames);
  return SQLITE_OK;
}

}  // namespace

Writer::State Writer::Waiter::Wait() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return state != State::kWaiting; });
  return state;
}

void Writer::Waiter::Become(State next) {
  // Notified under the lock: the waiter may be gone once it is released.
  const std::lock_guard lock(mutex);
  state = next;
  changed.notify_one();
}

Writer::Writer(BatchWriter batches, std::function<void(int)> after_commit)
    : batches_(std::move(batches)), after_commit_(std::move(after_commit)) {
  sqlite3_wal_hook(batches_.connection().handle(), &AfterCommit, &after_commit_);
}

core::Result<TxnResult> Writer::Commit(const Txn& txn) {
  Waiter self;
  self.pending.txn = &txn;
  self.bytes = BytesOf(txn);
  bool lead = false;
  {
    const std::lock_guard lock(queue_mutex_);
    if (led_) {
      queue_.push_back(&self);
    } else {
      lead = led_ = true;
    }
  }
  if (lead || self.Wait() == State::kLeading) Lead(self);
  return std::move(*self.pending.outcome);
}

void Writer::Lead(Waiter& self) {
  const std::vector<Waiter*> batch = TakeBatch(self);
  std::vector<PendingTxn*> pending;
  pending.reserve(batch.size());
  for (Waiter* waiter : batch) pending.push_back(&waiter->pending);
  {
    const std::lock_guard lock(write_mutex_);
    batches_.Write(pending);
  }
  Waiter* next = nullptr;
  {
    const std::lock_guard lock(queue_mutex_);
    if (queue_.empty()) {
      led_ = false;
    } else {
      next = queue_.front();
      queue_.pop_front();
    }
  }
  // The next writer first: waking the others then costs no one's time but this thread's.
  if (next != nullptr) next->Become(State::kLeading);
  for (Waiter* waiter : batch) {
    if (waiter != &self) waiter->Become(State::kDone);
  }
}

std::vector<Writer::Waiter*> Writer::TakeBatch(Waiter& self) {
  std::vector<Waiter*> batch = {&self};
  std::size_t bytes = self.bytes;
  const std::lock_guard lock(queue_mutex_);
  while (!queue_.empty() && batch.size() < kMaxBatchTxns &&
         bytes + queue_.front()->bytes <= kMaxBatchBytes) {
    bytes += queue_.front()->bytes;
    batch.push_back(queue_.front());
    queue_.pop_front();
  }
  return batch;
}

void Writer::Attach(Ledger& ledger) {
  const std::lock_guard lock(write_mutex_);
  batches_.Attach(ledger);
}

core::Result<void> Writer::UpdateMeta(
    const std::function<core::Result<std::vector<MetaValue>>()>& make,
    const std::function<void()>& written) {
  const std::lock_guard lock(write_mutex_);
  core::Result<std::vector<MetaValue>> values = make();
  if (!values) return values.error();
  core::Result<void> done = batches_.WriteMeta(*values);
  if (done) written();
  return done;
}

void Writer::Exclusively(const std::function<void()>& work) {
  const std::lock_guard lock(write_mutex_);
  work();
}

}  // namespace keyward::store::sqlite
