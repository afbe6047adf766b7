// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "core/result.h"
#include "store/sealed/anchor.h"

namespace keyward::store::sealed {

// Writes an anchor behind the commits, in the background: within kLag of each while the anchor's
// disk keeps up, and once more when it is destroyed. A store that is put back by less than what the
// anchor lags behind is not told from the newest. Thread-safe.
class AnchorKeeper {
 public:
  static constexpr std::chrono::milliseconds kLag{1000};
  // For so long the anchor may fall behind before the store takes no more writes.
  static constexpr std::chrono::milliseconds kPatience{10000};

  // `state` is what the anchor has already.
  AnchorKeeper(Anchor anchor, const LedgerState& state,
               std::chrono::milliseconds patience = kPatience);
  ~AnchorKeeper();
  AnchorKeeper(const AnchorKeeper&) = delete;
  AnchorKeeper& operator=(const AnchorKeeper&) = delete;

  // The store is at this state, durably. Quick.
  void Notice(const LedgerState& state);

  // Errors: that of the last try to write, when a state has waited longer than the patience.
  core::Result<void> Healthy() const;

 private:
  void Loop();
  bool Behind() const { return latest_ != written_; }

  const Anchor anchor_;
  const std::chrono::milliseconds patience_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  LedgerState latest_;
  LedgerState written_;
  std::chrono::steady_clock::time_point behind_since_;
  std::optional<core::Error> failure_;  // of the last try
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace keyward::store::sealed
