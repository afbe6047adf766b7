// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/unseal_throttle.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "tests/store/temp_directory.h"

namespace keyward::store::keyring {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class ThrottleTest : public testing::Test {
 protected:
  std::string path() const { return temp_.path() + "/unseal-attempts"; }
  // Each from a new process's view.
  std::string Begin() {
    auto begun = UnsealThrottle(path(), clock_).Begin();
    return begun ? "" : begun.error().message;
  }
  void Pass(seconds time) { clock_.Set(clock_.Now() + time); }

  TempDirectory temp_;
  core::FixedClock clock_{core::Clock::TimePoint(seconds(1'700'000'000))};
};

TEST_F(ThrottleTest, ThreeAttemptsAreFreeThenTheWaitDoublesToAMinute) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Begin(), "") << i;
  for (int wait : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    EXPECT_THAT(Begin(), HasSubstr("again in " + std::to_string(wait) + " second"));
    Pass(seconds(wait - 1));
    EXPECT_THAT(Begin(), HasSubstr("again in 1 second"));
    Pass(seconds(1));
    EXPECT_EQ(Begin(), "") << wait;
  }
}

TEST_F(ThrottleTest, RefusalsCountNothing) {
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Begin(), "");
  const std::string before = ReadWhole(path());
  for (int i = 0; i < 10; ++i) EXPECT_NE(Begin(), "");
  EXPECT_EQ(ReadWhole(path()), before);
}

TEST_F(ThrottleTest, SuccessClearsTheCount) {
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Begin(), "");
  ASSERT_TRUE(UnsealThrottle(path(), clock_).Succeed());
  EXPECT_FALSE(std::filesystem::exists(path()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Begin(), "");
  EXPECT_NE(Begin(), "");
}

TEST_F(ThrottleTest, AClockSetBackWaitsNoLongerThanTheLongest) {
  for (int i = 0; i < 20; ++i) {
    Begin();
    Pass(UnsealThrottle::kLongestWait);
  }
  Pass(seconds(-1'000'000));
  EXPECT_NE(Begin(), "");
  Pass(UnsealThrottle::kLongestWait);
  EXPECT_EQ(Begin(), "");
}

TEST_F(ThrottleTest, ADamagedCountIsTakenForAHighOne) {
  for (const char* text : {"", "x", "1", "-1 5\n", "1 5", "99999999999 1\n", "1 2\nmore"}) {
    WriteWhole(path(), text);
    EXPECT_THAT(Begin(), HasSubstr("again in 60 seconds")) << text;
    Pass(UnsealThrottle::kLongestWait);
    EXPECT_EQ(Begin(), "") << text;
  }
  WriteWhole(path(), "0 -9223372036854775808\n");
  EXPECT_EQ(Begin(), "");
}

TEST_F(ThrottleTest, AnAttemptThatCannotBeCountedIsNotMade) {
  UnsealThrottle throttle(temp_.path() + "/no/unseal-attempts", clock_);
  EXPECT_FALSE(throttle.Begin());
}

}  // namespace
}  // namespace keyward::store::keyring
