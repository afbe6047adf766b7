// SPDX-License-Identifier: Apache-2.0
#include "server/workers/workers.h"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <utility>

namespace keyward::server::workers {

void BlockSignals() {
  sigset_t signals;
  sigfillset(&signals);
  // Those that say what the thread itself did wrong.
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    sigdelset(&signals, fault);
  }
  pthread_sigmask(SIG_SETMASK, &signals, nullptr);
}

Workers::Workers(std::size_t threads) {
  threads_.reserve(threads);
  try {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  } catch (...) {
    Stop();  // those that did start
    throw;
  }
}

Workers::~Workers() { Stop(); }

void Workers::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// Waking a thread costs more than a short handler takes. So one is woken at a time, and the next by
// the one that comes and finds more than it can do: as many run as are needed, few in vain.
void Workers::WakeLocked() {
  if (waking_ || queue_.empty() || idle_ == 0) return;
  waking_ = true;
  changed_.notify_one();
}

void Workers::Work() {
  BlockSignals();
  std::unique_lock lock(mutex_);
  for (;;) {
    if (queue_.empty() && !stopping_) {
      ++idle_;
      changed_.wait(lock, [this] { return stopping_ || waking_; });
      --idle_;
      waking_ = false;
    }
    if (stopping_) return;
    if (queue_.empty()) continue;
    Waiting next = std::move(queue_.front());
    queue_.pop_front();
    --next.lane->waiting_;
    ++next.lane->running_;
    WakeLocked();
    lock.unlock();
    try {
      next.task->Run();
    } catch (...) {  // NOLINT(bugprone-empty-catch): destroyed, the task answers for itself
    }
    next.task.reset();
    lock.lock();
    --next.lane->running_;
    if (next.lane->closed_) finished_.notify_all();
  }
}

void Lane::Submit(std::vector<std::unique_ptr<Task>>& tasks) {
  const std::lock_guard lock(workers_->mutex_);
  if (closed_) return;
  const std::size_t count = std::min(tasks.size(), max_waiting_ - waiting_);
  const auto end = tasks.begin() + static_cast<std::ptrdiff_t>(count);
  for (auto task = tasks.begin(); task != end; ++task) {
    workers_->queue_.push_back({std::move(*task), this});
  }
  waiting_ += count;
  tasks.erase(tasks.begin(), end);
  workers_->WakeLocked();
}

std::unique_ptr<Task> Lane::Submit(std::unique_ptr<Task> task) {
  const std::lock_guard lock(workers_->mutex_);
  if (closed_ || waiting_ >= max_waiting_) return task;
  workers_->queue_.push_back({std::move(task), this});
  ++waiting_;
  workers_->WakeLocked();
  return nullptr;
}

void Lane::Close() {
  std::vector<std::unique_ptr<Task>> dropped;  // destroyed without the lock
  {
    std::unique_lock lock(workers_->mutex_);
    closed_ = true;
    auto& queue = workers_->queue_;
    const auto ours = std::stable_partition(
        queue.begin(), queue.end(), [this](const auto& entry) { return entry.lane != this; });
    for (auto entry = ours; entry != queue.end(); ++entry)
      dropped.push_back(std::move(entry->task));
    queue.erase(ours, queue.end());
    waiting_ = 0;
    workers_->finished_.wait(lock, [this] { return running_ == 0; });
  }
}

}  // namespace keyward::server::workers
