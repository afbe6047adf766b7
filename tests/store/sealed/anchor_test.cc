// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/anchor.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "store/sealed/anchor_keeper.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/sealed/fixed_seal.h"
#include "tests/store/temp_directory.h"

namespace keyward::store::sealed {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class AnchorTest : public testing::Test {
 protected:
  AnchorTest() : keyring_(*keyring::Keyring::Create(FixedSeal(), random_, clock_)) {
    state_.installation = keyring_.header().installation;
    state_.revision = 10;
    state_.keyring_generation = 2;
    state_.records = 3;
    state_.sum = {1, 2, 3, 4};
  }

  std::string path() const { return temp_.path() + "/anchor"; }
  Anchor Make() { return *Anchor::Create(path(), keyring_); }
  std::string CheckError(const LedgerState& state) {
    auto passed = Make().Check(state);
    return passed ? "" : passed.error().name;
  }

  TempDirectory temp_;
  crypto::testing::FixedRandom random_;
  core::FixedClock clock_{core::Clock::TimePoint()};
  keyring::Keyring keyring_;
  LedgerState state_;
};

TEST_F(AnchorTest, TellsOlderAndOtherStatesFromLaterOnes) {
  ASSERT_TRUE(Make().Write(state_));
  LedgerState later = state_;
  later.revision = 11;
  later.sum = {};
  LedgerState older = state_;
  older.revision = 9;
  LedgerState other_line = state_;
  other_line.sum[3] = 5;
  LedgerState fewer = state_;
  fewer.records = 2;
  LedgerState new_epoch = older;
  new_epoch.epoch = 2;
  LedgerState rekeyed = state_;
  rekeyed.keyring_generation = 3;
  LedgerState old_keyring = later;
  old_keyring.keyring_generation = 1;
  LedgerState foreign = later;
  foreign.installation[0] ^= 1;
  const struct {
    const char* name;
    LedgerState state;
    const char* error;
  } kCases[] = {
      {"Same", state_, ""},
      {"Later", later, ""},
      {"LaterKeyring", rekeyed, ""},
      {"OldKeyring", old_keyring, "StoreRolledBack"},
      {"NewEpoch", new_epoch, ""},
      {"Older", older, "StoreRolledBack"},
      {"OtherLine", other_line, "StoreRolledBack"},
      {"FewerRecords", fewer, "StoreRolledBack"},
      {"OtherInstallation", foreign, "AnchorMismatch"},
  };
  for (const auto& test : kCases) EXPECT_EQ(CheckError(test.state), test.error) << test.name;
  // And what was left behind by a new epoch never comes back.
  ASSERT_TRUE(Make().Write(new_epoch));
  EXPECT_EQ(CheckError(later), "StoreRolledBack");
  EXPECT_EQ(*Make().Epoch(), 2u);
}

TEST_F(AnchorTest, MissingOneIsNamed) {
  EXPECT_EQ(CheckError(state_), "AnchorNotFound");
  EXPECT_TRUE(Make().Check(state_, Anchor::Absent::kFine));
  EXPECT_EQ(*Make().Epoch(), std::nullopt);
}

TEST_F(AnchorTest, AnyChangeOfTheFileIsFound) {
  ASSERT_TRUE(Make().Write(state_));
  const std::string bytes = ReadWhole(path());
  ASSERT_EQ(bytes.size(), 113u);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    WriteWhole(path(), damaged);
    EXPECT_EQ(CheckError(state_), i == 8 ? "AnchorTooNew" : "AnchorDamaged") << i;
    WriteWhole(path(), bytes.substr(0, i));
    EXPECT_EQ(CheckError(state_), "AnchorDamaged") << i;
  }
  WriteWhole(path(), bytes + "x");
  EXPECT_EQ(CheckError(state_), "AnchorDamaged");
}

TEST_F(AnchorTest, AnotherInstallationsKeyMakesNoAnchor) {
  ASSERT_TRUE(Make().Write(state_));
  keyring_ = *keyring::Keyring::Create(FixedSeal(), random_, clock_);
  EXPECT_EQ(CheckError(state_), "AnchorDamaged");
}

TEST_F(AnchorTest, KeeperWritesTheLastStateWhenItGoes) {
  ASSERT_TRUE(Make().Write(state_));
  {
    AnchorKeeper keeper(Make(), state_);
    for (int i = 0; i < 100; ++i) {
      ++state_.revision;
      keeper.Notice(state_);
    }
    EXPECT_TRUE(keeper.Healthy());
  }
  LedgerState before = state_;
  --before.revision;
  EXPECT_EQ(CheckError(state_), "");
  EXPECT_EQ(CheckError(before), "StoreRolledBack");
}

TEST_F(AnchorTest, KeeperKeepsUpByItself) {
  ASSERT_TRUE(Make().Write(state_));
  AnchorKeeper keeper(Make(), state_);
  LedgerState before = state_;
  ++state_.revision;
  keeper.Notice(state_);
  for (int i = 0; i < 600 && CheckError(before).empty(); ++i) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  EXPECT_EQ(CheckError(before), "StoreRolledBack");
}

TEST_F(AnchorTest, KeeperThatCannotWriteSaysSoAfterItsPatienceAndRecovers) {
  const std::string folder = temp_.path() + "/away";
  AnchorKeeper keeper(*Anchor::Create(folder + "/anchor", keyring_), state_, milliseconds(1));
  EXPECT_TRUE(keeper.Healthy());
  ++state_.revision;
  keeper.Notice(state_);
  for (int i = 0; i < 600 && keeper.Healthy(); ++i) std::this_thread::sleep_for(milliseconds(50));
  auto sick = keeper.Healthy();
  ASSERT_FALSE(sick);
  EXPECT_EQ(sick.error().name, "AnchorUnwritable");
  EXPECT_THAT(sick.error().message, HasSubstr(folder));
  std::filesystem::create_directory(folder);
  for (int i = 0; i < 600 && !keeper.Healthy(); ++i) std::this_thread::sleep_for(milliseconds(50));
  EXPECT_TRUE(keeper.Healthy());
}

}  // namespace
}  // namespace keyward::store::sealed
