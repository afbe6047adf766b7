// SPDX-License-Identifier: Apache-2.0
#include "server/audit/log.h"

#include <algorithm>
#include <utility>

#include "server/audit/line.h"
#include "server/audit/outbox.h"

namespace keyward::server::audit {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTick{10};    // while something is to be committed
constexpr std::chrono::milliseconds kIdle{200};   // else; turns of the ratchet are seen so late
constexpr std::chrono::milliseconds kPoll{1000};  // the outbox is looked at, whoever filled it
constexpr std::size_t kMaxBatchBytes = std::size_t{1} << 20;

core::Error Unavailable(std::string message) {
  return {core::ErrorCode::kUnavailable, "AuditUnavailable", std::move(message)};
}

core::Error AsUnavailable(const core::Error& error) {
  if (error.name == "AuditUnavailable") return error;
  return Unavailable("the audit log cannot be kept: " + error.message);
}

}  // namespace

Log::Log(store::Store& store, const core::Clock& clock, LogOptions options,
         std::vector<std::unique_ptr<Output>> outputs)
    : store_(store),
      clock_(clock),
      options_(std::move(options)),
      sinks_(std::move(outputs), options_.policy, options_.worker) {}

core::Result<std::unique_ptr<Log>> Log::Open(store::Store& store, crypto::Random& random,
                                             const core::Clock& clock, LogOptions options,
                                             std::vector<std::unique_ptr<Output>> outputs) {
  if (options.file.empty() || outputs.empty()) {
    return core::Error{core::ErrorCode::kInvalidArgument, "InvalidAuditLog",
                       "an audit log needs a file, from which it is taken up after a crash"};
  }
  std::unique_ptr<Log> log(new Log(store, clock, std::move(options), std::move(outputs)));
  core::Result<std::unique_ptr<Journal>> journal =
      Journal::Open(store, random, clock, log->sinks_, log->options_.file, log->options_.journal);
  if (!journal) return journal.error();
  log->journal_ = *std::move(journal);
  if (core::Result<void> counted = log->CountOutbox(); !counted) return counted.error();
  log->thread_ = std::thread([raw = log.get()] { raw->Loop(); });
  return log;
}

core::Result<void> Log::CountOutbox() {
  std::string after;
  while (outbox_ <= options_.max_outbox) {
    core::Result<store::RangePage> page =
        store_.Range(api::kOutboxPrefix, store::kMaxPageItems, after);
    if (!page) return page.error();
    outbox_ += page->items.size();
    if (!page->more) break;
    after = page->items.back().key;
  }
  return {};
}

Log::~Log() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

std::string Log::OutboxKey(std::string_view event_id) {
  return MakeOutboxKey(clock_.Now(), count_.fetch_add(1), event_id);
}

void Log::Committed() {
  outbox_.fetch_add(1);
  committed_.fetch_add(1);
  const std::lock_guard lock(mutex_);
  news_ = true;
  wake_.notify_one();
}

core::Result<void> Log::Ready() {
  if (core::Result<void> working = sinks_.Working(); !working) return working;
  const std::uint64_t outbox = outbox_;
  if (outbox > options_.max_outbox) {
    return Unavailable(std::to_string(outbox) +
                       " audit records wait to be written, more than the limit of " +
                       std::to_string(options_.max_outbox));
  }
  const std::lock_guard lock(mutex_);
  if (fault_) return *fault_;
  return {};
}

core::Result<void> Log::Record(std::string line) {
  if (line.size() > store::kMaxValueBytes || !IsEvent(line)) {
    return core::Error{core::ErrorCode::kInvalidArgument, "InvalidAuditRecord",
                       "an audit record is one line with a JSON object"};
  }
  if (core::Result<void> ready = Ready(); !ready) return ready;
  const auto waiting = std::make_shared<Waiting>();
  waiting->line = std::move(line);
  std::unique_lock lock(mutex_);
  if (stop_) return Unavailable("the audit log is closed");
  if (queue_.size() >= options_.max_waiting) {
    return Unavailable("too many audit records wait to be written");
  }
  queue_.push_back(waiting);
  wake_.notify_one();
  waiting->answered.wait_for(lock, options_.patience, [&] { return waiting->result.has_value(); });
  if (waiting->result) return *waiting->result;
  std::erase(queue_, waiting);
  return Unavailable("the audit log does not keep up");
}

void Log::Reopen() {
  const std::lock_guard lock(mutex_);
  reopen_ = true;
  wake_.notify_one();
}

Log::Batch Log::TakeBatch() {
  Batch batch;
  std::size_t bytes = 0;
  while (!queue_.empty() && bytes < kMaxBatchBytes) {
    bytes += queue_.front()->line.size();
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch;
}

void Log::Answer(const Batch& batch, const core::Result<void>& result) {
  if (batch.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& waiting : batch) waiting->result = result;
  }
  for (const auto& waiting : batch) waiting->answered.notify_one();
}

core::Result<void> Log::DoWork(const Batch& batch, bool drain, bool commit) {
  if (!batch.empty()) {
    std::vector<std::string> lines;
    lines.reserve(batch.size());
    for (const auto& waiting : batch) lines.push_back(waiting->line);
    core::Result<void> appended = journal_->Append(lines);
    Answer(batch, appended ? appended : AsUnavailable(appended.error()));
    if (!appended) return appended;
  }
  if (drain) {
    const std::uint64_t committed = committed_;
    core::Result<Journal::Drained> drained = journal_->Drain();
    if (!drained) return drained.error();
    // Unless others came meanwhile, who would not be counted.
    if (!drained->more && committed_ == committed) outbox_ = drained->waiting;
    if (drained->left_out) {
      const std::lock_guard lock(mutex_);
      news_ = true;
    }
  }
  if (!commit && !journal_->Due()) return {};
  const core::Result<std::size_t> left = journal_->Commit();
  if (!left) return left.error();
  outbox_ -= std::min<std::uint64_t>(outbox_, *left);
  return {};
}

void Log::Work(const Batch& batch, bool drain, bool commit) {
  core::Result<void> done = sinks_.Working();
  if (done) {
    done = DoWork(batch, drain, commit);
  } else {
    Answer(batch, done);
  }
  const std::lock_guard lock(mutex_);
  fault_.reset();
  if (done) return;
  fault_ = AsUnavailable(done.error());
  news_ = true;  // later, again
}

void Log::Loop() {
  steady_clock::time_point polled = steady_clock::now();
  std::unique_lock lock(mutex_);
  bool busy = true;
  while (true) {
    const bool waited = fault_.has_value();
    wake_.wait_for(lock, waited || busy ? kTick : kIdle,
                   [&] { return stop_ || reopen_ || !queue_.empty() || (news_ && !waited); });
    const bool stop = stop_;
    const bool reopen = std::exchange(reopen_, false);
    const auto now = steady_clock::now();
    const bool drain = std::exchange(news_, false) || now - polled >= kPoll;
    if (drain) polled = now;
    const Batch batch = TakeBatch();
    lock.unlock();
    if (reopen) sinks_.Reopen();
    Work(batch, drain, stop || reopen);
    lock.lock();
    busy = journal_->HasUncommitted();
    if (stop && queue_.empty()) return;
  }
}

}  // namespace keyward::server::audit
