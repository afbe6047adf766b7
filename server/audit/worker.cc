// SPDX-License-Identifier: Apache-2.0
#include "server/audit/worker.h"

#include <pthread.h>
#include <signal.h>

#include <utility>

namespace keyward::server::audit {
namespace {

using std::chrono::steady_clock;

struct Batch {
  std::uint64_t number;
  std::shared_ptr<const std::string> lines;
};

// A pipe without a reader is an error of write, not a signal; and signals are for other threads.
void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct Worker::State {
  std::unique_ptr<Output> output;
  WorkerLimits limits;
  std::shared_ptr<Board> board;
  std::condition_variable work;

  std::deque<Batch> queue;     // to be written
  std::deque<Batch> unsynced;  // written, and kept until they are durable
  std::size_t queued_bytes = 0;
  std::uint64_t written = 0;
  std::uint64_t synced = 0;
  std::uint64_t sync_to = 0;
  std::uint64_t syncs = 0;
  std::uint64_t dropped = 0;
  bool reopen = true;  // it is opened by its own thread
  bool rotate = false;
  bool large = false;
  bool stop = false;
  bool ended = false;
  std::optional<core::Error> fault;
  std::optional<steady_clock::time_point> busy_since = steady_clock::now();

  bool HasWork() const { return reopen || rotate || !queue.empty() || sync_to > synced; }

  // Calls the output without the mutex.
  template <typename Call>
  auto Outside(std::unique_lock<std::mutex>& lock, Call&& call) {
    busy_since = steady_clock::now();
    lock.unlock();
    auto result = std::forward<Call>(call)();
    lock.lock();
    busy_since.reset();
    if (result) {
      fault.reset();
    } else {
      fault = result.error();
    }
    return result;
  }

  void DoReopen(std::unique_lock<std::mutex>& lock) {
    reopen = false;
    const core::Result<bool> lost = Outside(lock, [this] { return output->Reopen(); });
    if (!lost) {
      reopen = true;
    } else if (*lost) {
      queue.insert(queue.begin(), unsynced.begin(), unsynced.end());
      for (const Batch& batch : unsynced) queued_bytes += batch.lines->size();
      unsynced.clear();
      written = synced;
    }
  }

  void DoWrite(std::unique_lock<std::mutex>& lock) {
    const Batch batch = queue.front();
    if (!Outside(lock, [&] { return output->Write(*batch.lines); })) return;
    queue.pop_front();
    queued_bytes -= batch.lines->size();
    written = batch.number;
    if (output->durable()) {
      unsynced.push_back(batch);
    } else {
      synced = written;
    }
  }

  void DoSync(std::unique_lock<std::mutex>& lock) {
    const std::uint64_t up_to = written;
    ++syncs;
    if (!Outside(lock, [this] { return output->Sync(); })) return;
    synced = up_to;
    while (!unsynced.empty() && unsynced.front().number <= up_to) unsynced.pop_front();
  }

  void Step(std::unique_lock<std::mutex>& lock) {
    if (reopen) {
      DoReopen(lock);
    } else if (rotate) {
      // Before what comes later: past the head there are lines in the present file only.
      if (Outside(lock, [this] { return output->Rotate(); })) rotate = false;
    } else if (!queue.empty()) {
      DoWrite(lock);
    } else if (sync_to > synced) {
      DoSync(lock);
    } else {
      static_cast<void>(Outside(lock, [this] { return output->Probe(); }));
    }
    large = output->WantsRotation();
  }
};

Worker::Worker(std::unique_ptr<Output> output, const WorkerLimits& limits,
               std::shared_ptr<Board> board)
    : state_(std::make_shared<State>()) {
  state_->output = std::move(output);
  state_->limits = limits;
  state_->board = std::move(board);
  thread_ = std::thread([state = state_] { Loop(state); });
}

Worker::~Worker() {
  std::unique_lock lock(state_->board->mutex);
  state_->stop = true;
  state_->work.notify_one();
  const bool ended = state_->board->changed.wait_for(lock, state_->limits.deadline,
                                                     [this] { return state_->ended; });
  lock.unlock();
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void Worker::Loop(const std::shared_ptr<State>& state) {
  BlockSignals();
  std::unique_lock lock(state->board->mutex);
  while (!state->stop) {
    state->Step(lock);
    state->board->changed.notify_all();
    if (state->fault) {
      state->work.wait_for(lock, state->limits.probe, [&] { return state->stop; });
    } else {
      state->work.wait_for(lock, state->limits.probe,
                           [&] { return state->stop || state->HasWork(); });
    }
  }
  state->ended = true;
  state->board->changed.notify_all();
}

void Worker::Write(std::uint64_t number, std::shared_ptr<const std::string> lines) {
  State& state = *state_;
  state.queued_bytes += lines->size();
  state.queue.push_back({number, std::move(lines)});
  // The first may be under way.
  while (state.queued_bytes > state.limits.max_backlog_bytes && state.queue.size() > 2) {
    const auto second = state.queue.begin() + 1;
    state.queued_bytes -= second->lines->size();
    state.queue.erase(second);
    ++state.dropped;
  }
  state.work.notify_one();
}

void Worker::Sync() {
  state_->sync_to = state_->queue.empty() ? state_->written : state_->queue.back().number;
  state_->work.notify_one();
}

void Worker::Reopen() {
  state_->reopen = true;
  state_->work.notify_one();
}

void Worker::RotateIfLarge() {
  state_->rotate = state_->large;
  state_->work.notify_one();
}

std::uint64_t Worker::written() const { return state_->written; }
std::uint64_t Worker::synced() const { return state_->synced; }
bool Worker::wants_rotation() const { return state_->large; }
bool Worker::durable() const { return state_->output->durable(); }
std::uint64_t Worker::syncs() const { return state_->syncs; }
std::uint64_t Worker::dropped() const { return state_->dropped; }

std::optional<core::Error> Worker::Fault() const {
  const State& state = *state_;
  std::string why;
  if (state.busy_since && steady_clock::now() - *state.busy_since > state.limits.deadline) {
    why = "does not answer";
  } else if (state.fault) {
    why = state.fault->message;
  } else {
    return std::nullopt;
  }
  return core::Error{core::ErrorCode::kUnavailable, "AuditUnavailable",
                     "the audit log cannot be written: " + state.output->name() + ": " + why};
}

}  // namespace keyward::server::audit
