// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "server/audit/output.h"
#include "server/audit/worker.h"

namespace keyward::server::audit {

// How many sinks must take a record before it counts as taken.
enum class Policy : std::uint8_t {
  kAll,  // each of them: what was answered is in every copy
  kAny,  // one: the others get it when they work again, or lack it
};

// Several outputs that get the same lines in the same order. Thread-safe, but for Write and Settle,
// which are for one thread.
//
// Errors of all: kUnavailable "AuditUnavailable", naming a sink at fault. A call that failed has
// handed its lines over all the same: they are written when the sink works again.
class SinkSet {
 public:
  SinkSet(std::vector<std::unique_ptr<Output>> outputs, Policy policy, const WorkerLimits& limits);

  // Hands lines over, and waits until enough sinks have taken them: at most the deadline.
  core::Result<void> Write(std::string lines);
  // Waits likewise until all that was handed over was taken, and is durable at enough sinks that
  // can make it so. Of Policy::kAny: at one, or, while none of these works, taken by any.
  core::Result<void> Settle();

  // Why no record can be taken now, if so.
  core::Result<void> Working() const;

  // For the files' new names, as after SIGHUP.
  void Reopen();
  bool WantsRotation() const;
  // Begins those files anew that are large enough. Settle first.
  void Rotate();

  std::uint64_t syncs() const;  // fsyncs of all sinks so far

 private:
  bool Taken(std::uint64_t number) const;
  bool Durable(std::uint64_t number) const;
  std::optional<core::Error> Fault() const;
  core::Result<void> Await(std::unique_lock<std::mutex>& lock,
                           bool (SinkSet::*done)(std::uint64_t) const);

  const Policy policy_;
  const WorkerLimits limits_;
  const std::shared_ptr<Worker::Board> board_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::uint64_t handed_ = 0;
};

}  // namespace keyward::server::audit
