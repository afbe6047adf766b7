// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <set>

namespace keyward::server::grpc {

// A call that stays open until somebody ends it.
class Stream {
 public:
  // Once; any thread. Ends the call soon, and calls nothing of Streams before it returns.
  virtual void EndForDrain() = 0;

 protected:
  ~Stream() = default;
};

// The streams of one server, so that draining need not wait for them. Thread-safe.
class Streams {
 public:
  // Ends the stream at once when draining has begun.
  void Add(Stream& stream) {
    const std::lock_guard lock(mutex_);
    streams_.insert(&stream);
    if (draining_) stream.EndForDrain();
  }
  void Remove(Stream& stream) {
    const std::lock_guard lock(mutex_);
    streams_.erase(&stream);
  }
  void Drain() {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    for (Stream* stream : streams_) stream->EndForDrain();
  }
  bool empty() const {
    const std::lock_guard lock(mutex_);
    return streams_.empty();
  }
  bool draining() const {
    const std::lock_guard lock(mutex_);
    return draining_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<Stream*> streams_;
  bool draining_ = false;
};

}  // namespace keyward::server::grpc
