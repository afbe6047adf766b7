// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace keyward::core {

// Where wall-clock time comes from. It is passed in, so that tests fix it; production uses
// SystemClock.
class Clock {
 public:
  using TimePoint = std::chrono::sys_time<std::chrono::nanoseconds>;

  virtual ~Clock() = default;
  // Now, UTC. Thread-safe. Wall-clock time: it may step backwards.
  virtual TimePoint Now() const = 0;
};

// The machine's clock. Thread-safe.
class SystemClock final : public Clock {
 public:
  TimePoint Now() const override;
};

// A clock that stands where it was set. Not thread-safe while it is set.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(TimePoint now) : now_(now) {}
  TimePoint Now() const override { return now_; }
  void Set(TimePoint now) { now_ = now; }

 private:
  TimePoint now_;
};

}  // namespace keyward::core
