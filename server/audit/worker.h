// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/result.h"
#include "server/audit/output.h"

namespace keyward::server::audit {

struct WorkerLimits {
  // A call that takes longer is a sink that hangs. With the time between probes it stays within a
  // second.
  std::chrono::milliseconds deadline{700};
  std::chrono::milliseconds probe{200};
  // What waits for a sink that others do without (Policy::kAny): past it, its copy loses lines.
  std::size_t max_backlog_bytes = std::size_t{8} << 20;
};

// One output and the thread that calls it, so that nobody waits for what hangs. Not thread-safe:
// all workers of a set share one mutex, under which every member is called, and one condition,
// which is notified whenever something changed.
class Worker {
 public:
  struct Board {
    std::mutex mutex;
    std::condition_variable changed;
  };

  Worker(std::unique_ptr<Output> output, const WorkerLimits& limits, std::shared_ptr<Board> board);
  // Ends the thread once the call under way is done; one that hangs is left behind with its output,
  // and ends when the call does. Takes the mutex itself.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Lines in the order of their numbers, which ascend by one from 1.
  void Write(std::uint64_t number, std::shared_ptr<const std::string> lines);
  // Makes durable what was handed in up to now.
  void Sync();
  void Reopen();
  void RotateIfLarge();

  // Up to which number lines were taken, and are durable.
  std::uint64_t written() const;
  std::uint64_t synced() const;
  bool wants_rotation() const;
  bool durable() const;
  std::uint64_t syncs() const;    // calls that were made
  std::uint64_t dropped() const;  // batches that its copy lacks

  // Why it does not work now: kUnavailable "AuditUnavailable", naming the sink; nothing when it
  // does.
  std::optional<core::Error> Fault() const;

 private:
  struct State;
  static void Loop(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace keyward::server::audit
