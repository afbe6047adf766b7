// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <set>

namespace keyward::server::grpc {

// A call that stays open until somebody ends it.
class Stream {
 public:
  // Each once at most, from any thread; calls nothing of Streams before it returns.
  virtual void TellServing() = 0;
  virtual void EndForDrain() = 0;

 protected:
  ~Stream() = default;
};

// The streams of one server, which are told that it serves, and ended when it drains, so that
// draining need not wait for them. Thread-safe.
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
  void Serve() {
    const std::lock_guard lock(mutex_);
    serving_ = true;
    for (Stream* stream : streams_) stream->TellServing();
  }
  void Drain() {
    const std::lock_guard lock(mutex_);
    serving_ = false;
    draining_ = true;
    for (Stream* stream : streams_) stream->EndForDrain();
  }
  bool empty() const {
    const std::lock_guard lock(mutex_);
    return streams_.empty();
  }
  // Between Serve and Drain.
  bool serving() const {
    const std::lock_guard lock(mutex_);
    return serving_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<Stream*> streams_;
  bool serving_ = false;
  bool draining_ = false;
};

}  // namespace keyward::server::grpc
