// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/readers.h"
#include "store/store.h"

namespace keyward::store::sqlite {

struct ChangeView {
  std::string_view key;
  bool deleted = false;
};

struct CommittedTxn {
  Revision revision = 0;
  std::span<const ChangeView> changes;
};

class Stream;

// Hands each committed change to the streams that watch it.
//
// A stream first reads the history in the database, page by page, as its Next is called; once it
// has read up to the last revision published it is attached, under the same lock that publishing
// takes, and from then on gets each revision in memory. So none is left out and none comes twice.
// Thread-safe. Lock order: the hub's, then a stream's.
class WatchHub {
 public:
  // `published` is the database's revision. `readers` must outlive the hub.
  WatchHub(ReaderPool& readers, Revision published) : readers_(readers), published_(published) {}
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  core::Result<std::unique_ptr<ChangeStream>> Open(std::string_view prefix, Revision from);

  // Called by the writer in the order of revisions, after they are durable.
  void Publish(std::span<const CommittedTxn> transactions);

 private:
  friend class Stream;

  // Attaches the stream if it needs nothing that is published already. Otherwise returns how far it
  // may read in the history.
  std::optional<Revision> AttachUnlessBehind(Stream& stream, Revision next);
  // Whether the history, with what is to come, is whole from `from` on. Reads the database.
  core::Result<void> CheckStart(Revision from);
  void Remove(Stream& stream);

  ReaderPool& readers_;
  std::mutex mutex_;
  Revision published_;
  std::vector<Stream*> attached_;
  std::size_t open_ = 0;
};

class Stream final : public ChangeStream {
 public:
  Stream(WatchHub& hub, std::string prefix, Revision next)
      : hub_(hub), prefix_(std::move(prefix)), from_(next), next_(next) {}
  ~Stream() override;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  core::Result<WatchEvent> Next(std::chrono::milliseconds timeout) override;
  void Close() override;

  // By the hub, under its lock.
  void Push(const CommittedTxn& transaction);

 private:
  friend class WatchHub;

  core::Result<std::optional<WatchEvent>> TakeFromHistory();
  core::Result<void> ReadHistory(Revision up_to);
  core::Result<WatchEvent> TakeLive(std::chrono::milliseconds timeout);
  void End(const core::Error& error);
  std::optional<core::Error> Ended();

  WatchHub& hub_;
  const std::string prefix_;
  const Revision from_;

  // Of the thread that calls Next.
  Revision next_;  // the first revision that was not read from the history
  bool live_ = false;
  std::deque<WatchEvent> history_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WatchEvent> queue_;
  std::size_t queued_changes_ = 0;
  Revision pushed_ = 0;  // the last revision that was offered
  std::optional<core::Error> end_;
};

}  // namespace keyward::store::sqlite
