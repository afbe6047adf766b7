// SPDX-License-Identifier: Apache-2.0
//
// Power cuts. Writers work on a store whose every step is recorded, some of the steps failing; then
// the power is cut after the first n steps, for many n and for many choices of what the disk kept,
// and the store that is left is opened and compared. One of those that are left is where the next
// generation of writers goes on, so that recovery itself is cut off as well.
//
// KEYWARD_CRASH_POINTS says how many cuts; a soak run takes 100,000 and more. KEYWARD_CRASH_SEED
// repeats a run.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/store/faults/disk.h"
#include "tests/store/faults/workload.h"
#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {
namespace {

constexpr std::uint32_t kWriters = 3;
constexpr std::uint64_t kTransactions = 10;  // of each writer in one generation
constexpr std::uint64_t kCutsOfOneGeneration = 150;
constexpr std::uint64_t kGenerationsOfOneStore = 8;

using Expectations = std::array<Expectation, kWriters>;

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Syncing costs nothing there, and the test simulates its loss.
std::string FastDirectory() { return std::filesystem::exists("/dev/shm") ? "/dev/shm" : ""; }

// A note in the steps: a writer's transaction begins, or is acknowledged.
std::int64_t MarkOf(std::uint32_t writer, std::uint64_t number, bool acknowledged) {
  return static_cast<std::int64_t>((number * kWriters + writer) * 2 + (acknowledged ? 1 : 0));
}

void Hear(std::int64_t mark, Expectations& expectations) {
  const auto value = static_cast<std::uint64_t>(mark);
  const auto writer = static_cast<std::uint32_t>(value / 2 % kWriters);
  if (value % 2 == 1) {
    expectations[writer].Acknowledge();
  } else {
    expectations[writer].Begin(OpsOf(writer, value / 2 / kWriters));
  }
}

// For who looks into a failure: what led to the cut.
void PrintSteps(const std::vector<Step>& steps, std::size_t count) {
  constexpr std::array kNames = {"create",         "write",  "truncate",       "sync",
                                 "sync failed",    "remove", "remove durably", "rename",
                                 "sync directory", "mark"};
  for (std::size_t i = 0; i < count; ++i) {
    const Step& step = steps[i];
    std::fprintf(stderr, "%zu: %s file %llu %s size %zu at %lld\n", i,
                 kNames[static_cast<std::size_t>(step.kind)],
                 static_cast<unsigned long long>(step.file), step.name.c_str(), step.other.size(),
                 static_cast<long long>(step.offset));
  }
}

class CrashTest : public testing::Test {
 protected:
  CrashTest() : seed_(FromEnvironment("KEYWARD_CRASH_SEED", 1)), random_(seed_) {}

  core::Result<std::unique_ptr<sealed::SealedStore>> Open(const std::string& directory,
                                                          Disk* disk) {
    sqlite::Options options{.directory = directory, .readers = 1, .checkpoint_frames = 12};
    if (disk != nullptr) {
      options.vfs = Disk::VfsName();
      options.files = &disk->files();
    }
    return OpenSealed(options);
  }

  // Lets the writers work once, from where `directory` stands.
  void Work(const std::string& directory, Disk& disk) {
    if (random_() % 2 == 0) {
      disk.Plan({random_() % 2 == 0 ? FaultPlan::Fault::kInputOutput : FaultPlan::Fault::kFull,
                 random_() % 300, 1 + random_() % 20});
    }
    auto store = Open(directory, &disk);
    if (!store) return;  // a fault of the plan; what is left is looked at all the same
    std::vector<std::thread> threads;
    const std::uint32_t writers = 1 + static_cast<std::uint32_t>(random_() % kWriters);
    for (std::uint32_t writer = 0; writer < writers; ++writer) {
      threads.emplace_back([&, writer, first = next_] {
        for (std::uint64_t number = first; number < first + kTransactions; ++number) {
          disk.Mark(MarkOf(writer, number, false));
          const auto result = (*store)->Commit({{}, OpsOf(writer, number)});
          if (result) disk.Mark(MarkOf(writer, number, true));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    next_ += kTransactions;
  }

  // Cuts the power after `count` steps, leaves the result in `directory`, opens and compares.
  // Returns what was expected, settled to what was found.
  Expectations CutAndCheck(const Disk& disk, const std::vector<Step>& steps, std::size_t count,
                           std::uint64_t cut_seed, const Expectations& before,
                           const std::string& directory) {
    Expectations expectations = before;
    for (std::size_t i = 0; i < count; ++i) {
      if (steps[i].kind == Step::Kind::kMark) Hear(steps[i].offset, expectations);
    }
    PowerCut(disk, steps, count, cut_seed, directory);
    ++cuts_;
    auto store = Open(directory, nullptr);
    if (!store) {
      ADD_FAILURE() << "cut after step " << count << " of " << steps.size() << ": "
                    << core::Describe(store.error());
      PrintSteps(steps, count);
      return expectations;
    }
    for (std::uint32_t writer = 0; writer < kWriters; ++writer) {
      Records found = ReadAll(**store, std::to_string(writer) + "/");
      EXPECT_TRUE(expectations[writer].Allows(found))
          << "writer " << writer << ", cut after step " << count << " of " << steps.size();
      expectations[writer].Settle(std::move(found));
    }
    EXPECT_EQ(CompareHistory(**store), "");
    EXPECT_EQ(CompareLedger(directory), "");
    if (HasFailure()) PrintSteps(steps, count);
    return expectations;
  }

  // One generation. Moves `directory` and `expectations` on to one of what its cuts left.
  void Generation(std::unique_ptr<TempDirectory>& directory, Expectations& expectations,
                  std::uint64_t cuts) {
    Disk disk(directory->path());
    Work(directory->path(), disk);
    const std::vector<Step> steps = disk.steps();
    auto chosen = std::make_unique<TempDirectory>(FastDirectory());
    Expectations chosen_expectations;
    const std::uint64_t choice = random_() % cuts;
    for (std::uint64_t cut = 0; cut < cuts && !HasFailure(); ++cut) {
      const TempDirectory left(FastDirectory());
      const std::size_t count = random_() % (steps.size() + 1);
      const std::uint64_t cut_seed = random_();
      Expectations after = CutAndCheck(disk, steps, count, cut_seed, expectations, left.path());
      if (cut != choice) continue;
      // The same once more, as nobody has opened it yet.
      PowerCut(disk, steps, count, cut_seed, chosen->path());
      chosen_expectations = std::move(after);
    }
    directory = std::move(chosen);
    expectations = std::move(chosen_expectations);
  }

  const std::uint64_t seed_;
  std::mt19937_64 random_;
  std::uint64_t next_ = 1;
  std::uint64_t cuts_ = 0;
};

TEST_F(CrashTest, PowerCutLeavesTheOldOrTheNew) {
  const std::uint64_t wanted = FromEnvironment("KEYWARD_CRASH_POINTS", 3000);
  while (cuts_ < wanted && !HasFailure()) {
    auto directory = std::make_unique<TempDirectory>(FastDirectory());
    Expectations expectations;
    for (std::uint64_t i = 0; i < kGenerationsOfOneStore && cuts_ < wanted && !HasFailure(); ++i) {
      Generation(directory, expectations, std::min(kCutsOfOneGeneration, wanted - cuts_));
    }
  }
  std::printf("%llu power cuts, seed %llu\n", static_cast<unsigned long long>(cuts_),
              static_cast<unsigned long long>(seed_));
}

}  // namespace
}  // namespace keyward::store
