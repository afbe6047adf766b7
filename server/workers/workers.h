// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace keyward::server::workers {

// Something to be done once, on a thread that may block. What it throws is swallowed: a task that
// owes an answer gives it when it is destroyed.
class Task {
 public:
  virtual ~Task() = default;
  virtual void Run() = 0;
};

class Lane;

// The threads on which handlers run, so that none of them holds up a transport's own. One set for
// all front doors: a burst at one takes no more threads than there are, and is served in the order
// of its arrival among the others'. Thread-safe.
class Workers {
 public:
  // Throws std::system_error when the system gives no thread. Precondition: threads is not 0.
  explicit Workers(std::size_t threads);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  // Precondition: no lane is left, nor a task of one.
  ~Workers();

  std::size_t threads() const { return threads_.size(); }

 private:
  friend class Lane;
  struct Waiting {
    std::unique_ptr<Task> task;
    Lane* lane;
  };

  void Work();
  void Stop();
  void WakeLocked();

  std::mutex mutex_;
  std::condition_variable changed_;   // there is something to do, or an end to it
  std::condition_variable finished_;  // a lane that closes has one task fewer
  std::deque<Waiting> queue_;
  std::size_t idle_ = 0;
  bool waking_ = false;  // a thread was told, and has not come yet
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

// One front door's way to the workers, with a bound of its own on what waits. Thread-safe.
class Lane {
 public:
  Lane(std::shared_ptr<Workers> workers, std::size_t max_waiting)
      : workers_(std::move(workers)), max_waiting_(max_waiting) {}
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane() { Close(); }

  // Takes tasks from the beginning of `tasks` for as long as no more than `max_waiting` of this
  // lane wait, and leaves the others there; after Close, all.
  void Submit(std::vector<std::unique_ptr<Task>>& tasks);
  // The same for one: null when it was taken, otherwise the task.
  std::unique_ptr<Task> Submit(std::unique_ptr<Task> task);

  // Drops what waits, and returns once nothing of this lane runs. Not from a task of this lane.
  void Close();

 private:
  friend class Workers;

  const std::shared_ptr<Workers> workers_;
  const std::size_t max_waiting_;
  // Under the workers' mutex.
  std::size_t waiting_ = 0;
  std::size_t running_ = 0;
  bool closed_ = false;
};

// Keeps the signals of the process away from the calling thread: they are the main thread's, and
// SIGPIPE nobody's.
void BlockSignals();

}  // namespace keyward::server::workers
