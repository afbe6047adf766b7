// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/anchor_keeper.h"

#include <utility>

namespace keyward::store::sealed {

AnchorKeeper::AnchorKeeper(Anchor anchor, const LedgerState& state,
                           std::chrono::milliseconds patience)
    : anchor_(std::move(anchor)), patience_(patience), latest_(state), written_(state) {
  thread_ = std::thread([this] { Loop(); });
}

AnchorKeeper::~AnchorKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void AnchorKeeper::Notice(const LedgerState& state) {
  const std::lock_guard lock(mutex_);
  if (!Behind()) behind_since_ = std::chrono::steady_clock::now();
  latest_ = state;
  changed_.notify_one();
}

core::Result<void> AnchorKeeper::Healthy() const {
  const std::lock_guard lock(mutex_);
  if (!failure_ || std::chrono::steady_clock::now() - behind_since_ < patience_) return {};
  return *failure_;
}

void AnchorKeeper::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stop_ || Behind(); });
    // Others that come meanwhile go with it; half the lag is left for the disk.
    changed_.wait_for(lock, kLag / 2, [this] { return stop_; });
    const bool last = stop_;
    if (Behind()) {
      const LedgerState state = latest_;
      lock.unlock();
      core::Result<void> written = anchor_.Write(state);
      lock.lock();
      if (written) {
        written_ = state;
        behind_since_ = std::chrono::steady_clock::now();
        failure_.reset();
      } else {
        failure_ = std::move(written).error();
      }
    }
    if (last) return;
  }
}

}  // namespace keyward::store::sealed
