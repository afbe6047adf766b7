// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>

namespace keyward::cli {

// A line on a terminal that tells how far a batch is; rewritten at most twice a second, erased at
// the end. Not thread-safe.
class Progress {
 public:
  // `shown` false: writes nothing at all. `total_bytes` 0: the share done is not known.
  Progress(std::ostream& err, bool shown, std::uint64_t total_bytes);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { Finish(); }

  void Update(std::uint64_t answers, std::uint64_t errors, std::uint64_t bytes);
  void Finish();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& err_;
  bool shown_;
  bool dirty_ = false;
  std::uint64_t total_bytes_;
  Clock::time_point start_;
  Clock::time_point next_;
};

}  // namespace keyward::cli
