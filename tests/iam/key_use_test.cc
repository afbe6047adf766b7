// SPDX-License-Identifier: Apache-2.0
#include "iam/key_use.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "iam/keys.h"
#include "iam/records.h"
#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::iam {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds kNoon{seconds(1'714'564'800)};

class KeyUseTest : public testing::Test {
 protected:
  KeyUseTest() : store_(*keyward::store::OpenSealed({.directory = temp_.path() + "/data"})) {}

  void MakeKey(const std::string& id) {
    ASSERT_TRUE(store_->Commit(
        {{}, {store::Put{AccessKeyUseKey(id), rec::AccessKeyUse().SerializeAsString()}}}));
  }
  // "TIME SERVICE REGION" with the time as minutes after noon; "" when there is no record.
  std::string Stored(const std::string& id) {
    api::Unit unit(*store_);
    const auto use = Load<rec::AccessKeyUse>(unit, AccessKeyUseKey(id));
    if (!use || !*use) return "";
    if ((*use)->time() == 0) return "never";
    return std::to_string(((*use)->time() - kNoon.time_since_epoch().count()) / 60) + " " +
           (*use)->service() + " " + (*use)->region();
  }
  void FlushAt(int minute) { ASSERT_TRUE(uses_.Flush(kNoon + minutes(minute))); }
  void NoteAt(int minute, const std::string& service = "kms") {
    uses_.Note("AKIA1", service, "eu-west-1", kNoon + minutes(minute));
  }

  keyward::store::TempDirectory temp_;
  std::unique_ptr<store::sealed::SealedStore> store_;
  KeyUse uses_{*store_};
};

TEST_F(KeyUseTest, FirstUseIsWrittenAtOnceAndTheLastOfAnIntervalWhenItEnds) {
  MakeKey("AKIA1");
  FlushAt(0);
  EXPECT_EQ(Stored("AKIA1"), "never");
  NoteAt(0);
  FlushAt(0);
  EXPECT_EQ(Stored("AKIA1"), "0 kms eu-west-1");
  NoteAt(10, "iam");
  NoteAt(30, "sts");
  NoteAt(20, "late");  // another thread was faster
  FlushAt(59);
  EXPECT_EQ(Stored("AKIA1"), "0 kms eu-west-1");
  FlushAt(60);
  EXPECT_EQ(Stored("AKIA1"), "30 sts eu-west-1");
  const auto revision = *store_->CurrentRevision();
  FlushAt(500);
  EXPECT_EQ(*store_->CurrentRevision(), revision) << "nothing new was written";
}

TEST_F(KeyUseTest, AllIsWrittenAtTheEnd) {
  MakeKey("AKIA1");
  NoteAt(0);
  FlushAt(0);
  NoteAt(5);
  ASSERT_TRUE(uses_.FlushAll());
  EXPECT_EQ(Stored("AKIA1"), "5 kms eu-west-1");
}

TEST_F(KeyUseTest, WhatAnotherNodeWroteCounts) {
  MakeKey("AKIA1");
  KeyUse other(*store_);
  other.Note("AKIA1", "iam", "us-east-1", kNoon + minutes(20));
  ASSERT_TRUE(other.Flush(kNoon + minutes(20)));
  NoteAt(10);
  FlushAt(100);
  EXPECT_EQ(Stored("AKIA1"), "20 iam us-east-1") << "an older use does not replace a newer one";
  NoteAt(30);
  FlushAt(79);
  EXPECT_EQ(Stored("AKIA1"), "20 iam us-east-1");
  FlushAt(80);
  EXPECT_EQ(Stored("AKIA1"), "30 kms eu-west-1");
}

TEST_F(KeyUseTest, KeysThatAreGoneOrTemporaryAreNotWritten) {
  NoteAt(0);
  uses_.Note("ASIA1", "kms", "eu-west-1", kNoon);
  MakeKey("ASIA1");
  FlushAt(0);
  EXPECT_EQ(Stored("AKIA1"), "");
  EXPECT_EQ(Stored("ASIA1"), "never");
}

TEST_F(KeyUseTest, MoreKeysThanABatchAndMoreThanFit) {
  for (std::size_t i = 0; i < 250; ++i) {
    MakeKey("AKIA" + std::to_string(i));
    uses_.Note("AKIA" + std::to_string(i), "kms", "eu-west-1", kNoon);
  }
  FlushAt(0);
  for (std::size_t i = 0; i < 250; ++i) {
    EXPECT_EQ(Stored("AKIA" + std::to_string(i)), "0 kms eu-west-1") << i;
  }
  for (std::size_t i = 0; i < KeyUse::kMaxKeys; ++i) {
    uses_.Note("AKIANONE" + std::to_string(i), "kms", "eu-west-1", kNoon);
  }
  MakeKey("AKIALATE");
  uses_.Note("AKIALATE", "kms", "eu-west-1", kNoon);
  FlushAt(1);
  EXPECT_EQ(Stored("AKIALATE"), "never") << "there was no room for it";
  uses_.Note("AKIALATE", "kms", "eu-west-1", kNoon);
  FlushAt(2);
  EXPECT_EQ(Stored("AKIALATE"), "0 kms eu-west-1");
}

TEST_F(KeyUseTest, NotesOfManyThreadsAndAFlush) {
  MakeKey("AKIA1");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int minute = 0; minute < 1000; ++minute) NoteAt(minute);
    });
  }
  FlushAt(0);
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(uses_.FlushAll());
  EXPECT_EQ(Stored("AKIA1"), "999 kms eu-west-1");
}

}  // namespace
}  // namespace keyward::iam
