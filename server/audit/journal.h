// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "server/audit/chain.h"
#include "server/audit/head.h"
#include "server/audit/recovery.h"
#include "server/audit/sink_set.h"
#include "store/store.h"

namespace keyward::server::audit {

struct JournalLimits {
  // The ratchet turns after so many lines, or so long after the first of them.
  std::uint64_t lines_per_key = 1024;
  std::chrono::milliseconds key_lifetime{std::chrono::minutes(10)};
  // Changes that come within it share one fsync and one transaction. Their records are durable in
  // the store all the while.
  std::chrono::milliseconds sync_lag{50};
  // The head follows lines that hold no change within it.
  std::chrono::milliseconds head_lag{1000};
};

// At most so many changes share a transaction, which takes 128 operations.
inline constexpr std::size_t kMaxGroup = 100;

// The log's chain, its sinks, and what the store knows of both. One thread at a time.
//
// A change goes from the outbox into a line, to the sinks, is synced there, and only then leaves
// the outbox, in the transaction that also moves the head past its line. So after a crash a record
// that is in the outbox still is either not in the log, or in a line past the head: those lines are
// read when the log is opened (Recover), and their records are not written again.
class Journal {
 public:
  // `sinks` must outlive it, as must `store` and `clock`. Errors: those of LoadHead and Recover.
  static core::Result<std::unique_ptr<Journal>> Open(store::Store& store, crypto::Random& random,
                                                     const core::Clock& clock, SinkSet& sinks,
                                                     const std::string& file,
                                                     const JournalLimits& limits);

  // Appends lines of kind kRead. Precondition: each passes IsEvent. Errors: those of
  // SinkSet::Write.
  core::Result<void> Append(std::span<const std::string> events);

  struct Drained {
    std::uint64_t waiting = 0;  // records still in the outbox, as far as one page shows
    bool more = false;          // and others past it
    bool left_out = false;      // some wait that were not appended yet
  };
  // Appends what stands in the outbox, up to kMaxGroup records that Commit has not yet taken away.
  // Errors: also those of the store.
  core::Result<Drained> Drain();

  // Whether there are lines that no Commit covers yet, and whether it is time for one, or for a
  // turn of the ratchet.
  bool HasUncommitted() const { return dirty_since_ || !pending_.empty(); }
  bool Due() const;
  // Makes the lines durable, takes their records from the outbox and moves the head on. Returns how
  // many records left. Errors: those of SinkSet::Settle and of the store; kAborted "AuditLogTaken"
  // when another wrote the head, after which nothing can be committed.
  core::Result<std::size_t> Commit();

  const Recovered& recovered() const { return recovered_; }

 private:
  using Steady = std::chrono::steady_clock;

  Journal(store::Store& store, const core::Clock& clock, SinkSet& sinks, StoredHead head,
          Recovered recovered, const JournalLimits& limits);
  core::Result<void> AppendLine(LineKind kind, std::string_view entry, std::string_view event,
                                std::string& lines);
  core::Result<void> AppendStart(std::string& lines);
  core::Result<void> Hand(std::string lines);
  bool KeyIsOld() const;
  core::Result<void> Turn();
  core::Result<void> CommitHead();
  core::Result<void> Resolve();

  store::Store& store_;
  const core::Clock& clock_;
  SinkSet& sinks_;
  Chain chain_;
  store::Revision head_revision_;
  Recovered recovered_;
  const JournalLimits limits_;
  bool started_ = false;
  Steady::time_point key_began_;
  std::map<std::string, std::string, std::less<>> pending_;  // outbox keys in lines, with entries
  std::optional<Steady::time_point> pending_since_;
  std::optional<Steady::time_point> dirty_since_;  // lines or turns that the head does not have
  std::vector<Position> attempted_;                // heads that may have been committed
};

}  // namespace keyward::server::audit
