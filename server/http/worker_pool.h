// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "server/http/mailbox.h"
#include "server/http/server.h"

namespace keyward::server::http {

struct Job {
  Request request;
  Reply reply;  // becomes a Responder when a handler is called: dropping a job answers nothing
};

// The threads that handlers run on, so that no handler holds up an event loop. Thread-safe.
class WorkerPool {
 public:
  // Throws std::system_error when the system gives no thread.
  WorkerPool(std::size_t threads, std::size_t max_queued, Handler handler);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  // Waits for handlers that run, drops requests that wait.
  ~WorkerPool();

  // Takes jobs from the beginning of `jobs` for as long as no more than `max_queued` wait, and
  // leaves the others there.
  void Submit(std::vector<Job>& jobs);

 private:
  void Work();
  void Stop();
  void WakeLocked();
  void Handle(Job job) const;

  const std::size_t max_queued_;
  const Handler handler_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  std::size_t idle_ = 0;
  bool waking_ = false;  // a thread was told, and has not come yet
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

// Keeps the signals of the process away from the calling thread: they are the main thread's, and
// SIGPIPE nobody's.
void BlockSignals();

}  // namespace keyward::server::http
