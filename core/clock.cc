// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"

namespace keyward::core {

Clock::TimePoint SystemClock::Now() const {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

}  // namespace keyward::core
