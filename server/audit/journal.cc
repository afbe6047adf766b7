// SPDX-License-Identifier: Apache-2.0
#include "server/audit/journal.h"

#include <algorithm>
#include <utility>

#include "api/audit_event.h"
#include "core/iso_time.h"
#include "crypto/wipe.h"
#include "server/audit/outbox.h"

namespace keyward::server::audit {

core::Result<std::unique_ptr<Journal>> Journal::Open(store::Store& store, crypto::Random& random,
                                                     const core::Clock& clock, SinkSet& sinks,
                                                     const std::string& file,
                                                     const JournalLimits& limits) {
  core::Result<StoredHead> head = LoadHead(store, random);
  if (!head) return head.error();
  core::Result<Recovered> recovered = Recover(file, head->chain);
  if (!recovered) return recovered.error();
  return std::unique_ptr<Journal>(
      new Journal(store, clock, sinks, *std::move(head), *std::move(recovered), limits));
}

Journal::Journal(store::Store& store, const core::Clock& clock, SinkSet& sinks, StoredHead head,
                 Recovered recovered, const JournalLimits& limits)
    : store_(store),
      clock_(clock),
      sinks_(sinks),
      chain_(std::move(head.chain)),
      head_revision_(head.revision),
      recovered_(std::move(recovered)),
      limits_(limits),
      key_began_(Steady::now()) {}

core::Result<void> Journal::Turn() {
  if (core::Result<void> turned = chain_.Turn(); !turned) return turned;
  key_began_ = Steady::now();
  if (!dirty_since_) dirty_since_ = Steady::now();
  return {};
}

bool Journal::KeyIsOld() const {
  if (chain_.lines_under_key() == 0) return false;
  return chain_.lines_under_key() >= limits_.lines_per_key ||
         Steady::now() - key_began_ >= limits_.key_lifetime;
}

core::Result<void> Journal::AppendLine(LineKind kind, std::string_view entry,
                                       std::string_view event, std::string& lines) {
  if (KeyIsOld()) {
    if (core::Result<void> turned = Turn(); !turned) return turned;
  }
  if (chain_.lines_under_key() == 0) key_began_ = Steady::now();
  core::Result<std::string> line = chain_.Append(kind, entry, event);
  if (!line) return line.error();
  lines += *line;
  if (!dirty_since_) dirty_since_ = Steady::now();
  return {};
}

// Before the first line: each opening begins with a key that no earlier process had.
core::Result<void> Journal::AppendStart(std::string& lines) {
  if (started_) return {};
  if (core::Result<void> turned = Turn(); !turned) return turned;
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.Now());
  const std::string event = R"({"eventType":"KeywardAuditStart","eventTime":")" +
                            core::IsoTime(now) + R"(","linesRecovered":)" +
                            std::to_string(recovered_.lines) + "}";
  started_ = true;
  return AppendLine(LineKind::kStart, "", event, lines);
}

core::Result<void> Journal::Hand(std::string lines) {
  if (lines.empty()) return {};
  return sinks_.Write(std::move(lines));
}

core::Result<void> Journal::Append(std::span<const std::string> events) {
  std::string lines;
  core::Result<void> appended = AppendStart(lines);
  for (const std::string& event : events) {
    if (appended) appended = AppendLine(LineKind::kRead, "", event, lines);
  }
  // What is in the chain must reach the sinks, also when a later line could not be made.
  core::Result<void> handed = Hand(std::move(lines));
  return appended ? handed : appended;
}

core::Result<Journal::Drained> Journal::Drain() {
  core::Result<store::RangePage> page =
      store_.Range(api::kOutboxPrefix, pending_.size() + kMaxGroup, "");
  if (!page) return page.error();
  std::string lines;
  core::Result<void> appended = AppendStart(lines);
  for (store::KeyValue& record : page->items) {
    if (!appended || pending_.size() >= kMaxGroup) break;
    if (pending_.contains(record.key)) continue;
    std::string entry = EntryOf(record.key);
    if (!recovered_.entries.contains(entry)) {
      appended = AppendLine(LineKind::kChange, entry, EventOf(std::move(record.value)), lines);
    }
    if (appended) pending_.emplace(record.key, std::move(entry));
  }
  if (!pending_.empty() && !pending_since_) pending_since_ = Steady::now();
  core::Result<void> handed = Hand(std::move(lines));
  if (!appended) return appended.error();
  if (!handed) return handed.error();
  const bool left_out = page->more || page->items.size() > pending_.size();
  return Drained{page->items.size(), page->more, left_out};
}

bool Journal::Due() const {
  const auto now = Steady::now();
  if (pending_.size() >= kMaxGroup || KeyIsOld() || sinks_.WantsRotation()) return true;
  if (pending_since_ && now - *pending_since_ >= limits_.sync_lag) return true;
  return dirty_since_ && now - *dirty_since_ >= limits_.head_lag;
}

core::Result<void> Journal::CommitHead() {
  store::Txn txn;
  txn.compares.push_back({std::string(kHeadKey), head_revision_});
  for (const auto& [key, entry] : pending_) txn.ops.emplace_back(store::Delete{key});
  txn.ops.emplace_back(store::Put{std::string(kHeadKey), EncodeHead(chain_)});
  if (attempted_.empty() || attempted_.back() != chain_.position()) {
    attempted_.push_back(chain_.position());
  }
  core::Result<store::TxnResult> done = store_.Commit(std::move(txn));
  if (!done) return done.error();
  if (!done->committed) {
    return core::Error{core::ErrorCode::kAborted, "AuditLogTaken",
                       "the audit log's head was written by another process"};
  }
  head_revision_ = done->revision;
  attempted_.clear();
  return {};
}

// After a conflict: the head may be one of ours, whose commit failed as far as we were told.
core::Result<void> Journal::Resolve() {
  core::Result<std::optional<store::KeyValue>> head = store_.Get(kHeadKey);
  if (!head) return head.error();
  if (*head) {
    core::Result<Chain> found = DecodeHead((*head)->value);
    crypto::Wipe((*head)->value);
    if (!found) return found.error();
    if (std::ranges::find(attempted_, found->position()) != attempted_.end()) {
      head_revision_ = (*head)->mod_revision;
      return CommitHead();
    }
  }
  return core::Error{core::ErrorCode::kAborted, "AuditLogTaken",
                     "the audit log's head was written by another process"};
}

core::Result<std::size_t> Journal::Commit() {
  if (KeyIsOld()) {
    if (core::Result<void> turned = Turn(); !turned) return turned.error();
  }
  if (core::Result<void> settled = sinks_.Settle(); !settled) return settled.error();
  core::Result<void> committed = CommitHead();
  if (!committed && committed.error().name == "AuditLogTaken") committed = Resolve();
  if (!committed) return committed.error();
  const std::size_t left = pending_.size();
  for (const auto& [key, entry] : pending_) recovered_.entries.erase(entry);
  pending_.clear();
  pending_since_.reset();
  dirty_since_.reset();
  sinks_.Rotate();
  return left;
}

}  // namespace keyward::server::audit
