// SPDX-License-Identifier: Apache-2.0
//
// Storage that fails while the store runs: each write, sync, truncate, removal and rename in turn,
// once, for a while or for good; with an I/O error, a full disk or a disk turned read-only.
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <thread>

#include "store/sqlite/sqlite_store.h"
#include "tests/store/conformance.h"
#include "tests/store/faults/disk.h"
#include "tests/store/faults/workload.h"

namespace keyward::store {
namespace {

using core::ErrorCode;
using Fault = FaultPlan::Fault;

constexpr std::uint64_t kTransactions = 8;
constexpr std::uint64_t kForGood = 1'000'000;

struct Case {
  const char* name;
  Fault fault;
  std::uint64_t count;
  ErrorCode code;
  const char* error;
};

class IoFault : public testing::TestWithParam<Case> {
 protected:
  static core::Result<std::unique_ptr<Engine>> Open(const std::string& directory, Disk& disk) {
    return sqlite::Open({.directory = directory,
                         .readers = 1,
                         .checkpoint_frames = 6,
                         .vfs = Disk::VfsName(),
                         .files = &disk.files()});
  }

  // Whatever fails, the error is the one that the fault means.
  void ExpectTheFault(const core::Error& error) {
    EXPECT_EQ(error.code, GetParam().code) << core::Describe(error);
    EXPECT_EQ(error.name, GetParam().error) << core::Describe(error);
  }

  // Commits, expecting the old state after a failure, and reads that work throughout.
  void WorkUnderFaults(Store& store, Records& expected) {
    for (std::uint64_t number = 1; number <= kTransactions; ++number) {
      const Ops ops = OpsOf(0, number);
      const auto result = store.Commit({{}, ops});
      if (result) {
        Apply(ops, expected);
        ++committed_;
      } else {
        ExpectTheFault(result.error());
        ++failed_;
      }
      ASSERT_TRUE(ReadAll(store, "") == expected) << "after transaction " << number;
    }
  }

  // The disk is well again: the next commit succeeds, or the one after the writer has heard of a
  // sync that failed for the checkpointer.
  void CommitOnceWell(Store& store, Records& expected) {
    const Ops ops = OpsOf(0, 100);
    if (!store.Commit({{}, ops})) {
      EXPECT_TRUE(ReadAll(store, "") == expected);
      EXPECT_TRUE(store.Commit({{}, ops})) << "the disk is well again";
    }
    Apply(ops, expected);
  }

  // One run whose step number `first` fails. Returns whether there was such a step.
  bool Run(std::uint64_t first) {
    const TempDirectory temp(std::filesystem::exists("/dev/shm") ? "/dev/shm" : "");
    Disk disk(temp.path());
    disk.Plan({GetParam().fault, first, GetParam().count});
    Records expected;
    if (auto store = Open(temp.path(), disk)) {
      // Without its log a commit would be less durable, and nobody would see.
      EXPECT_TRUE(std::filesystem::exists(temp.path() + "/store.db-wal"));
      WorkUnderFaults(**store, expected);
      const bool reached = disk.attempts() > first;
      disk.Plan({});
      CommitOnceWell(**store, expected);
      store->reset();
      CheckAfter(temp.path(), disk, expected);
      return reached;
    } else {
      ExpectTheFault(store.error());
      disk.Plan({});
      CheckAfter(temp.path(), disk, expected);
      return true;
    }
  }

  void CheckAfter(const std::string& directory, Disk& disk, const Records& expected) {
    auto store = Open(directory, disk);
    ASSERT_TRUE(store) << core::Describe(store.error());
    EXPECT_TRUE(ReadAll(**store, "") == expected);
    EXPECT_EQ(CompareHistory(**store), "");
  }

  int committed_ = 0;
  int failed_ = 0;
};

TEST_P(IoFault, FailsClearlyChangesNothingAndReadingGoesOn) {
  std::uint64_t first = 0;
  while (Run(first) && !HasFailure()) ++first;
  EXPECT_FALSE(HasFailure()) << "with step " << first << " failing";
  EXPECT_GT(first, 50u);
  EXPECT_GT(failed_, 0);
  EXPECT_GT(committed_, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, IoFault,
    testing::Values(
        Case{"ErrorOnce", Fault::kInputOutput, 1, ErrorCode::kUnavailable, "StoreFailed"},
        Case{"ErrorThrice", Fault::kInputOutput, 3, ErrorCode::kUnavailable, "StoreFailed"},
        Case{"ErrorForGood", Fault::kInputOutput, kForGood, ErrorCode::kUnavailable, "StoreFailed"},
        Case{"FullOnce", Fault::kFull, 1, ErrorCode::kResourceExhausted, "StoreFull"},
        Case{"FullForGood", Fault::kFull, kForGood, ErrorCode::kResourceExhausted, "StoreFull"},
        Case{"ReadOnlyForGood", Fault::kReadOnly, kForGood, ErrorCode::kUnavailable,
             "StoreReadOnly"}),
    [](const auto& row) { return std::string(row.param.name); });

// Transactions that share a commit share no failure: those that are tried again alone succeed.
TEST(IoFaultOfAGroup, FailureIsNotHandedToTheOthers) {
  const TempDirectory temp;
  Disk disk(temp.path());
  auto store = sqlite::Open(
      {.directory = temp.path(), .readers = 1, .vfs = Disk::VfsName(), .files = &disk.files()});
  ASSERT_TRUE(store);
  constexpr int kWriters = 8;
  std::vector<int> acknowledged(kWriters, 0);
  std::vector<std::thread> threads;
  threads.reserve(kWriters);
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < 30; ++i) {
        if (w == 0 && i % 3 == 0) disk.Plan({Fault::kInputOutput, disk.attempts() + 3, 1});
        const std::string key = std::to_string(w);
        const auto now = (*store)->Get(key);
        ASSERT_TRUE(now);
        ASSERT_EQ(now->has_value() ? std::stoi((*now)->value) : 0,
                  acknowledged[static_cast<std::size_t>(w)]);
        const int next = acknowledged[static_cast<std::size_t>(w)] + 1;
        if ((*store)->Commit({{}, {Put{key, std::to_string(next)}}})) {
          acknowledged[static_cast<std::size_t>(w)] = next;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  int sum = 0;
  for (int count : acknowledged) sum += count;
  EXPECT_GT(sum, kWriters * 30 * 9 / 10);
  EXPECT_EQ(*(*store)->CurrentRevision(), static_cast<Revision>(sum));
}

}  // namespace
}  // namespace keyward::store
