// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"

#include <gtest/gtest.h>

#include <chrono>

namespace keyward::core {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;

TEST(FixedClock, StandsWhereItWasSet) {
  const Clock::TimePoint start{std::chrono::sys_days(std::chrono::year(2024) / 2 / 29)};
  FixedClock clock(start);
  const Clock& seen = clock;
  EXPECT_EQ(seen.Now(), start);
  EXPECT_EQ(seen.Now(), start);
  clock.Set(start + 1h);
  EXPECT_EQ(seen.Now() - start, 3600s);
  clock.Set(start - 1s);
  EXPECT_LT(seen.Now(), start);
}

TEST(SystemClock, TellsTheMachinesTime) {
  const SystemClock clock;
  const auto before = std::chrono::system_clock::now();
  const Clock::TimePoint now = clock.Now();
  const auto after = std::chrono::system_clock::now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, after);
}

}  // namespace
}  // namespace keyward::core
