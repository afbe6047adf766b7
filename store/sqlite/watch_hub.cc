// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/watch_hub.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace keyward::store::sqlite {
namespace {

core::Error Compacted(Revision from) {
  return {core::ErrorCode::kFailedPrecondition, "RevisionCompacted",
          "the history of changes no longer reaches back to revision " + std::to_string(from)};
}

}  // namespace

WatchHub::~WatchHub() { assert(open_ == 0 && "a store must outlive its streams"); }

core::Result<std::unique_ptr<ChangeStream>> WatchHub::Open(std::string_view prefix, Revision from) {
  std::unique_ptr<Stream> stream;
  {
    const std::lock_guard lock(mutex_);
    if (open_ >= kMaxWatches) {
      return core::Error{core::ErrorCode::kResourceExhausted, "TooManyWatches",
                         "at most " + std::to_string(kMaxWatches) + " watches can be open"};
    }
    stream =
        std::make_unique<Stream>(*this, std::string(prefix), from == 0 ? published_ + 1 : from);
    ++open_;
    if (from == 0) {
      stream->live_ = true;
      stream->pushed_ = published_;
      attached_.push_back(stream.get());
    }
  }
  if (from != 0) {
    if (core::Result<void> good = CheckStart(from); !good) return good.error();
  }
  return {std::move(stream)};
}

core::Result<void> WatchHub::CheckStart(Revision from) {
  // Not published_: a reader may have seen what is committed and about to be published.
  core::Result<Revision> newest = readers_.Take()->CurrentRevision();
  if (!newest) return newest.error();
  if (from > *newest + 1) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "RevisionInFuture",
                       "revision " + std::to_string(from) + " lies after the next one"};
  }
  core::Result<Revision> oldest = readers_.Take()->OldestChange();
  if (!oldest) return oldest.error();
  if (from < *oldest) return Compacted(from);
  return {};
}

void WatchHub::Publish(std::span<const CommittedTxn> transactions) {
  const std::lock_guard lock(mutex_);
  for (const CommittedTxn& transaction : transactions) {
    published_ = transaction.revision;
    for (Stream* stream : attached_) stream->Push(transaction);
  }
}

std::optional<Revision> WatchHub::AttachUnlessBehind(Stream& stream, Revision next) {
  const std::lock_guard lock(mutex_);
  if (next <= published_) return published_;
  stream.pushed_ = published_;
  attached_.push_back(&stream);
  return std::nullopt;
}

void WatchHub::Remove(Stream& stream) {
  const std::lock_guard lock(mutex_);
  std::erase(attached_, &stream);
  --open_;
}

Stream::~Stream() { hub_.Remove(*this); }

core::Result<WatchEvent> Stream::Next(std::chrono::milliseconds timeout) {
  while (!live_ || !history_.empty()) {
    if (std::optional<core::Error> end = Ended()) return *end;
    core::Result<std::optional<WatchEvent>> event = TakeFromHistory();
    if (!event) {
      End(event.error());
      return event.error();
    }
    if (event->has_value()) return **std::move(event);
  }
  return TakeLive(timeout);
}

core::Result<std::optional<WatchEvent>> Stream::TakeFromHistory() {
  if (history_.empty()) {
    const std::optional<Revision> up_to = hub_.AttachUnlessBehind(*this, next_);
    live_ = !up_to.has_value();
    if (live_) return std::optional<WatchEvent>();
    if (core::Result<void> read = ReadHistory(*up_to); !read) return read.error();
  }
  if (history_.empty()) return std::optional<WatchEvent>();
  std::optional<WatchEvent> event = std::move(history_.front());
  history_.pop_front();
  return event;
}

core::Result<void> Stream::ReadHistory(Revision up_to) {
  core::Result<HistoryPage> page = hub_.readers_.Take()->History(next_, up_to);
  if (!page) return page.error();
  if (page->first != next_) return Compacted(next_);
  next_ = page->last + 1;
  for (WatchEvent& event : page->events) {
    std::erase_if(event.changes, [this](const Change& c) { return !c.key.starts_with(prefix_); });
    if (!event.changes.empty()) history_.push_back(std::move(event));
  }
  return {};
}

core::Result<WatchEvent> Stream::TakeLive(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  // A wait for no time would put the thread to sleep all the same, for the timer's slack of 50 us.
  if (timeout > std::chrono::milliseconds(0)) {
    changed_.wait_for(lock, timeout, [this] { return end_.has_value() || !queue_.empty(); });
  }
  if (end_.has_value()) return *end_;
  if (queue_.empty()) return WatchEvent{pushed_, {}};
  WatchEvent event = std::move(queue_.front());
  queue_.pop_front();
  queued_changes_ -= event.changes.size();
  return event;
}

void Stream::Push(const CommittedTxn& transaction) {
  const std::lock_guard lock(mutex_);
  pushed_ = transaction.revision;
  if (end_.has_value() || transaction.revision < from_) return;
  WatchEvent event{transaction.revision, {}};
  for (const ChangeView& change : transaction.changes) {
    if (change.key.starts_with(prefix_)) {
      event.changes.push_back({std::string(change.key), change.deleted});
    }
  }
  if (event.changes.empty()) return;
  queued_changes_ += event.changes.size();
  if (queued_changes_ > kMaxWatchBacklog) {
    queue_.clear();
    end_ = core::Error{core::ErrorCode::kResourceExhausted, "WatchFellBehind",
                       "more than " + std::to_string(kMaxWatchBacklog) + " changes waited"};
  } else {
    queue_.push_back(std::move(event));
  }
  changed_.notify_one();
}

void Stream::Close() {
  End({core::ErrorCode::kUnavailable, "WatchClosed", "the watch was closed"});
}

void Stream::End(const core::Error& error) {
  const std::lock_guard lock(mutex_);
  if (!end_.has_value()) end_ = error;
  queue_.clear();
  changed_.notify_all();
}

std::optional<core::Error> Stream::Ended() {
  const std::lock_guard lock(mutex_);
  return end_;
}

}  // namespace keyward::store::sqlite
