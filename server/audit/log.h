// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/audit_event.h"
#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "server/audit/journal.h"
#include "server/audit/output.h"
#include "server/audit/sink_set.h"
#include "store/store.h"

namespace keyward::server::audit {

struct LogOptions {
  // The path of the FileOutput among the outputs from which the log is taken up after a crash.
  std::string file = {};
  Policy policy = Policy::kAll;
  WorkerLimits worker = {};
  JournalLimits journal = {};
  // Changes that wait for the sinks: past it no operation begins. A few minutes of a busy service.
  std::uint64_t max_outbox = 10'000;
  // Reads that wait, and how long each does at most.
  std::size_t max_waiting = 4096;
  std::chrono::milliseconds patience{1000};
};

// The audit log: one chained line an operation (docs/formats/audit.md), in every sink.
//
// Changes stand in the store from the moment they are committed, and are drained by a thread of the
// log in the order of their keys; a crash loses none and repeats none. Reads are in the sinks when
// Record returns; fsync and head follow within JournalLimits::head_lag, so a crash of the machine
// may lose the reads of the last second, and the operator of the machine could cut them off unseen.
//
// Within a second of a sink's failing, Ready and Record answer kUnavailable "AuditUnavailable",
// which names it, until it works again. A read that was refused may stand in the log all the same:
// what could not be written in time is written when the sink works again. Thread-safe.
class Log final : public api::AuditLog {
 public:
  // `store`, `random` and `clock` must outlive it. One log at a time uses a store. Errors:
  // kInvalidArgument "InvalidAuditLog" without a file or outputs; those of Journal::Open.
  static core::Result<std::unique_ptr<Log>> Open(store::Store& store, crypto::Random& random,
                                                 const core::Clock& clock, LogOptions options,
                                                 std::vector<std::unique_ptr<Output>> outputs);
  // Commits what it can.
  ~Log() override;

  std::string OutboxKey(std::string_view event_id) override;
  void Committed() override;
  // Errors: also kInvalidArgument "InvalidAuditRecord" unless the line is a JSON object on one
  // line, of at most store::kMaxValueBytes.
  core::Result<void> Record(std::string line) override;
  core::Result<void> Ready() override;

  // Opens the files anew, for who renamed them: what SIGHUP should do.
  void Reopen();

  const Recovered& recovered() const { return journal_->recovered(); }
  // About how many changes' records wait in the store for the sinks.
  std::uint64_t backlog() const { return outbox_; }
  std::uint64_t syncs() const { return sinks_.syncs(); }

 private:
  struct Waiting {
    std::string line;
    std::optional<core::Result<void>> result;
    std::condition_variable answered;
  };
  using Batch = std::vector<std::shared_ptr<Waiting>>;

  Log(store::Store& store, const core::Clock& clock, LogOptions options,
      std::vector<std::unique_ptr<Output>> outputs);
  core::Result<void> CountOutbox();
  void Loop();
  Batch TakeBatch();
  void Work(const Batch& batch, bool drain, bool commit);
  core::Result<void> DoWork(const Batch& batch, bool drain, bool commit);
  void Answer(const Batch& batch, const core::Result<void>& result);

  store::Store& store_;
  const core::Clock& clock_;
  const LogOptions options_;
  SinkSet sinks_;
  std::unique_ptr<Journal> journal_;  // the thread's
  std::atomic<std::uint64_t> count_ = 0;
  std::atomic<std::uint64_t> committed_ = 0;
  std::atomic<std::uint64_t> outbox_ = 0;  // about how many records wait in the store

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Waiting>> queue_;
  std::optional<core::Error> fault_;  // of the store, at the last try
  bool news_ = true;                  // something may stand in the outbox
  bool reopen_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace keyward::server::audit
