// SPDX-License-Identifier: Apache-2.0
// Backups of whole installations, taken and restored.
#include "store/local/restore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "crypto/hash.h"
#include "store/local/inspect.h"
#include "store/sqlite/snapshot.h"
#include "tests/store/local/installed.h"

namespace keyward::store {
namespace {

std::vector<KeyValue> SealedRecords(const std::string& directory) {
  std::vector<KeyValue> records;
  Must(Must(sqlite::TakeSnapshot(directory))->ForEach([&](const KeyValue& record) {
    records.push_back(record);
    return core::Result<void>();
  }));
  return records;
}

// A store of three records at revision 5, and its backup.
class RestoreTest : public testing::Test {
 protected:
  explicit RestoreTest(const std::string& anchor = "") : anchor_(anchor) {
    Must(local::Initialize(data(), installed_.seal()));
    installed_.Write(data(),
                     {{"a", "one"}, {"b", "one"}, {"c", "one"}, {"d", "one"}, {"a", "two"}});
    installed_.Write(data(), {{"d", "-"}});
    Must(local::Backup(data().directory, backup()));
  }

  local::Options data() const { return installed_.At("data", anchor_); }
  local::Options fresh(const std::string& anchor = "") const {
    return installed_.At("fresh", anchor);
  }
  std::string backup() const { return installed_.Path("backup"); }
  core::Result<local::Restored> Restore(const local::Options& options,
                                        bool new_epoch = false) const {
    return local::Restore(options, installed_.seal(), {.file = backup(), .new_epoch = new_epoch});
  }
  // Neither a store nor a part of one.
  bool NothingMade() const {
    for (const char* name : {"store.db", "store.db.new", "store.db-wal"}) {
      if (std::filesystem::exists(installed_.Path("fresh") + "/" + name)) return false;
    }
    return true;
  }

  Installed installed_;
  std::string anchor_;
};

TEST_F(RestoreTest, GivesTheSameRecordsAndRevisions) {
  const local::Restored restored = Must(Restore(fresh()));
  EXPECT_EQ(restored.revision, 6u);
  EXPECT_EQ(restored.records, 3u);
  EXPECT_EQ(restored.epoch, 1u);
  EXPECT_EQ(SealedRecords(fresh().directory), SealedRecords(data().directory));
  EXPECT_EQ(Must(local::Check(fresh(), installed_.seal())).faults, 0u);
  installed_.Write(fresh(), {{"e", "new"}});
  EXPECT_EQ(installed_.Read(fresh(), "a"), "two");
  EXPECT_EQ(installed_.Read(fresh(), "e"), "new");
  EXPECT_EQ(Must(local::ReadStatus(fresh().directory)).revision, 7u);
}

TEST_F(RestoreTest, BackupOfTheRestoredHasTheSameContents) {
  Must(Restore(fresh()));
  Must(local::Backup(fresh().directory, installed_.Path("again")));
  // The ledger was sealed anew; all else is the same.
  EXPECT_EQ(std::filesystem::file_size(installed_.Path("again")),
            std::filesystem::file_size(backup()));
}

TEST_F(RestoreTest, EveryFlippedByteLeavesNothing) {
  const std::string whole = ReadWhole(backup());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    WriteWhole(backup(), bytes);
    ASSERT_FALSE(Restore(fresh())) << at;
    ASSERT_FALSE(std::filesystem::exists(fresh().directory)) << at;
  }
}

// With the hash made right again, the ledger still tells.
TEST_F(RestoreTest, EveryFlippedByteUnderARightHashIsFoundOrHarmless) {
  const std::string whole = ReadWhole(backup());
  std::size_t harmless = 0;
  for (std::size_t at = 0; at + 32 < whole.size(); ++at) {
    std::string bytes = whole.substr(0, whole.size() - 32);
    bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    bytes += crypto::AsText(crypto::Sha256(crypto::AsBytes(bytes)));
    WriteWhole(backup(), bytes);
    const auto restored = Restore(fresh());
    if (!restored) {
      EXPECT_TRUE(NothingMade()) << at;
      continue;
    }
    // What is not under the ledger: the last changes, here one key of one letter.
    ++harmless;
    EXPECT_EQ(Must(local::Check(fresh(), installed_.seal())).faults, 0u) << at;
    std::filesystem::remove_all(fresh().directory);
  }
  EXPECT_LE(harmless, 1u);
}

TEST_F(RestoreTest, EveryTruncationLeavesNothing) {
  const std::string whole = ReadWhole(backup());
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    WriteWhole(backup(), whole.substr(0, length));
    ASSERT_FALSE(Restore(fresh())) << length;
    ASSERT_FALSE(std::filesystem::exists(fresh().directory)) << length;
  }
}

TEST_F(RestoreTest, RefusesWhatItShould) {
  EXPECT_EQ(ErrorName(Restore(data())), "StoreExists");
  crypto::SystemRandom random;
  const auto other = Must(keyring::KeyFileSeal::Generate(installed_.Path("other"), random));
  EXPECT_EQ(ErrorName(local::Restore(fresh(), other, {.file = backup()})), "UnsealFailed");
  EXPECT_TRUE(NothingMade());
  EXPECT_EQ(ErrorName(local::Restore(fresh(), CheapSeal("correct horse"), {.file = backup()})),
            "SealMismatch");
  EXPECT_TRUE(NothingMade());
  EXPECT_EQ(ErrorName(local::Restore(fresh(), other, {.file = installed_.Path("none")})),
            "BackupNotFound");
  EXPECT_EQ(ErrorName(local::Restore(fresh(), other, {.file = installed_.Path("key")})),
            "NotABackup");
  EXPECT_EQ(Must(local::ReadSealKind(backup())), keyring::SealKind::kKeyFile);
}

TEST_F(RestoreTest, NewAnchorThatCannotBeWrittenLeavesNothing) {
  EXPECT_EQ(ErrorName(Restore(fresh("no/such/place"))), "AnchorUnwritable");
  EXPECT_TRUE(NothingMade());
  Must(Restore(fresh("anchor")));
}

TEST_F(RestoreTest, NewEpochIsCounted) {
  EXPECT_EQ(Must(Restore(fresh(), true)).epoch, 2u);
  EXPECT_EQ(Must(local::Open(fresh(), installed_.seal()))->epoch(), 2u);
}

TEST_F(RestoreTest, AnchorIsMadeForAStoreThatHadNone) {
  Must(Restore(fresh("anchor")));
  EXPECT_EQ(installed_.Read(fresh(), "a"), "AnchorRequired");
  EXPECT_EQ(installed_.Read(fresh("anchor"), "a"), "two");
}

class AnchoredRestoreTest : public RestoreTest {
 protected:
  AnchoredRestoreTest() : RestoreTest("anchor") {}
};

TEST_F(AnchoredRestoreTest, PassesWhileTheAnchorHasSeenNoMore) {
  EXPECT_EQ(Must(Restore(fresh("anchor"))).epoch, 1u);
  EXPECT_EQ(installed_.Read(fresh("anchor"), "a"), "two");
}

TEST_F(AnchoredRestoreTest, OlderThanTheAnchorIsRefusedUntilMeant) {
  installed_.Write(data(), {{"a", "three"}});
  const auto refused = Restore(fresh("anchor"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "StoreRolledBack");
  EXPECT_THAT(refused.error().message, testing::HasSubstr("restore it with --new-epoch"));
  EXPECT_TRUE(NothingMade());
  EXPECT_EQ(Must(Restore(fresh("anchor"), true)).epoch, 2u);
  EXPECT_EQ(installed_.Read(fresh("anchor"), "a"), "two");
  // The other line of history is past.
  EXPECT_EQ(installed_.Read(data(), "a"), "StoreRolledBack");
}

TEST_F(AnchoredRestoreTest, EpochGoesPastTheAnchors) {
  installed_.Write(data(), {{"a", "three"}});
  EXPECT_EQ(Must(Restore(fresh("anchor"), true)).epoch, 2u);
  std::filesystem::remove_all(fresh().directory);
  EXPECT_EQ(Must(Restore(fresh("anchor"), true)).epoch, 3u);
}

TEST_F(AnchoredRestoreTest, WithoutItsAnchorOnlyOnPurpose) {
  EXPECT_EQ(ErrorName(Restore(fresh())), "AnchorRequired");
  EXPECT_EQ(ErrorName(Restore(fresh("elsewhere"))), "AnchorNotFound");
  EXPECT_TRUE(NothingMade());
  Must(Restore(fresh(), true));
  EXPECT_EQ(installed_.Read(fresh(), "a"), "two");
}

TEST(PassphraseRestore, CountsAttemptsInTheNewDirectory) {
  Installed installed;
  const auto right = CheapSeal("correct horse battery");
  const auto wrong = CheapSeal("incorrect horse");
  Must(local::Initialize(installed.data(), right));
  Must(local::Backup(installed.Path("data"), installed.Path("backup")));
  const local::RestoreOptions restore{.file = installed.Path("backup")};
  const local::Options fresh = installed.At("fresh");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(ErrorName(local::Restore(fresh, wrong, restore)), "UnsealFailed");
  EXPECT_EQ(ErrorName(local::Restore(fresh, right, restore)), "UnsealThrottled");
  installed.clock().Set(installed.clock().Now() + std::chrono::seconds(1));
  Must(local::Restore(fresh, right, restore));
}

// Run by BackupWhileAnotherWrites, as a process of its own.
TEST(BackupHelper, DISABLED_WritesUntilKilled) {
  const char* directory = std::getenv("KEYWARD_TEST_DATA");
  const char* key = std::getenv("KEYWARD_TEST_KEY");
  ASSERT_TRUE(directory != nullptr && key != nullptr);
  crypto::SystemRandom random;
  const core::SystemClock clock;
  const auto seal = Must(keyring::KeyFileSeal::Read(key));
  const auto store =
      Must(local::Open({.directory = directory, .random = random, .clock = clock}, seal));
  for (int i = 0;; ++i) {
    Txn txn;
    txn.ops.emplace_back(Put{"k/" + std::to_string(i % 50), std::to_string(i)});
    txn.ops.emplace_back(Put{"same", std::to_string(i)});
    Must(store->Commit(std::move(txn)));
  }
}

pid_t StartWriter(const Installed& installed) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::setenv("KEYWARD_TEST_DATA", installed.Path("data").c_str(), 1);
  ::setenv("KEYWARD_TEST_KEY", installed.Path("key").c_str(), 1);
  ::execl("/proc/self/exe", "writer", "--gtest_also_run_disabled_tests",
          "--gtest_filter=BackupHelper.*", nullptr);
  ::_exit(127);
}

Revision WaitPast(const Installed& installed, Revision revision) {
  for (int i = 0; i < 3000; ++i) {
    const Revision now = Must(local::ReadStatus(installed.Path("data"))).revision;
    if (now > revision) return now;
    ::usleep(10'000);
  }
  throw std::runtime_error("the other process writes nothing");
}

TEST(BackupWhileAnotherWrites, ShowsOneMoment) {
  Installed installed;
  Must(local::Initialize(installed.data(), installed.seal()));
  const pid_t writer = StartWriter(installed);
  ASSERT_GT(writer, 0);
  Revision last = 0;
  for (int i = 0; i < 5; ++i) {
    last = WaitPast(installed, last);
    EXPECT_EQ(ErrorName(local::Open(installed.data(), installed.seal())), "StoreLocked");
    const std::string name = std::to_string(i);
    Must(local::Backup(installed.Path("data"), installed.Path("backup" + name)));
    const local::Options fresh = installed.At("fresh" + name);
    const auto restored =
        Must(local::Restore(fresh, installed.seal(), {.file = installed.Path("backup" + name)}));
    EXPECT_GE(restored.revision, last);
    EXPECT_EQ(Must(local::Check(fresh, installed.seal())).faults, 0u);
    // Both writes of the transaction of its revision.
    const std::string count = std::to_string(restored.revision - 1);
    EXPECT_EQ(installed.Read(fresh, "same"), count);
    EXPECT_EQ(installed.Read(fresh, "k/" + std::to_string((restored.revision - 1) % 50)), count);
  }
  ::kill(writer, SIGKILL);
  int status = 0;
  ::waitpid(writer, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Must(local::Check(installed.data(), installed.seal())).faults, 0u);
}

}  // namespace
}  // namespace keyward::store
