// SPDX-License-Identifier: Apache-2.0
#include "server/http/worker_pool.h"

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

namespace keyward::server::http {

void BlockSignals() {
  sigset_t signals;
  sigfillset(&signals);
  // Those that say what the thread itself did wrong.
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    sigdelset(&signals, fault);
  }
  pthread_sigmask(SIG_SETMASK, &signals, nullptr);
}

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_queued, Handler handler)
    : max_queued_(max_queued), handler_(std::move(handler)) {
  threads_.reserve(threads);
  try {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  } catch (...) {
    Stop();  // those that did start
    throw;
  }
}

WorkerPool::~WorkerPool() { Stop(); }

void WorkerPool::Stop() {
  std::deque<Job> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::Submit(std::vector<Job>& jobs) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  const std::size_t count = std::min(jobs.size(), max_queued_ - queue_.size());
  const auto end = jobs.begin() + static_cast<std::ptrdiff_t>(count);
  queue_.insert(queue_.end(), std::make_move_iterator(jobs.begin()), std::make_move_iterator(end));
  jobs.erase(jobs.begin(), end);
  WakeLocked();
}

// Waking a thread costs more than a short handler takes. So one is woken at a time, and the next by
// the one that comes and finds more than it can do: as many run as are needed, few in vain.
void WorkerPool::WakeLocked() {
  if (waking_ || queue_.empty() || idle_ == 0) return;
  waking_ = true;
  changed_.notify_one();
}

void WorkerPool::Work() {
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
    Job job = std::move(queue_.front());
    queue_.pop_front();
    WakeLocked();
    lock.unlock();
    Handle(std::move(job));
    lock.lock();
  }
}

void WorkerPool::Handle(Job job) const {
  try {
    handler_(std::move(job.request), Responder(std::make_unique<Reply>(std::move(job.reply))));
  } catch (...) {  // NOLINT(bugprone-empty-catch): the Responder it had answered with 500
  }
}

}  // namespace keyward::server::http
