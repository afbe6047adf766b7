// SPDX-License-Identifier: Apache-2.0
//
// kill -9 under load, of a sealed store. A child process writes with several threads and tells
// through a pipe what it is about to commit and what was acknowledged; the parent kills it at a
// random moment, opens the store that is left, and compares. One store lives through all kills.
// KEYWARD_KILLS says how many.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/store/faults/workload.h"
#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {
namespace {

constexpr std::uint32_t kThreads = 4;
constexpr const char* kCounter = "counter";

enum class Kind : std::uint32_t { kIntent, kAcknowledged };

// Written whole: shorter than PIPE_BUF.
struct Report {
  Kind kind;
  std::uint32_t thread;
  std::uint64_t number;
};

bool Counts(std::uint64_t number) { return number % 4 == 0; }

// --- the child ---

void Tell(int pipe, const Report& report) {
  if (::write(pipe, &report, sizeof report) != sizeof report) std::_Exit(3);
}

void CommitOne(Store& store, std::uint32_t thread, std::uint64_t number) {
  while (true) {
    Txn txn{{}, OpsOf(thread, number)};
    if (Counts(number)) {
      const auto counter = store.Get(kCounter);
      if (!counter) std::_Exit(4);
      const bool there = counter->has_value();
      const std::uint64_t count = there ? std::stoull((*counter)->value) : 0;
      txn.compares.push_back({kCounter, there ? (*counter)->mod_revision : 0});
      txn.ops.emplace_back(Put{kCounter, std::to_string(count + 1)});
    }
    const auto result = store.Commit(std::move(txn));
    if (!result) std::_Exit(5);
    if (result->committed) return;
  }
}

int RunChild(const std::string& directory, int pipe, std::uint64_t first) {
  auto store = OpenSealed({.directory = directory, .history = 500, .readers = 2});
  if (!store) {
    std::fprintf(stderr, "%s\n", core::Describe(store.error()).c_str());
    return 2;
  }
  std::vector<std::thread> threads;
  for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::uint64_t number = first;; ++number) {
        Tell(pipe, {Kind::kIntent, thread, number});
        CommitOne(**store, thread, number);
        Tell(pipe, {Kind::kAcknowledged, thread, number});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

// --- the parent ---

// What must be in the store: the records after all that was acknowledged, and for each thread the
// one transaction that may or may not be.
struct Model {
  std::array<Records, kThreads> records;
  std::array<std::optional<std::uint64_t>, kThreads> in_flight;
  std::uint64_t counted = 0;
  std::uint64_t next = 1;
  std::uint64_t acknowledged = 0;

  void Hear(const Report& report) {
    next = std::max(next, report.number + 1);
    if (report.kind == Kind::kIntent) {
      in_flight[report.thread] = report.number;
      return;
    }
    in_flight[report.thread].reset();
    Apply(OpsOf(report.thread, report.number), records[report.thread]);
    ++acknowledged;
    if (Counts(report.number)) ++counted;
  }
};

// Compares, and settles what was in flight.
void Check(Store& store, Model& model) {
  std::uint64_t most = model.counted;
  std::uint64_t least = model.counted;
  for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
    Records& expected = model.records[thread];
    const Records found = ReadAll(store, std::to_string(thread) + "/");
    const std::optional<std::uint64_t> in_flight = model.in_flight[thread];
    if (in_flight) {
      Records with = expected;
      Apply(OpsOf(thread, *in_flight), with);
      if (Counts(*in_flight)) ++most;
      if (found == with) {
        if (Counts(*in_flight) && with != expected) ++least;
        expected = std::move(with);
      }
    }
    ASSERT_TRUE(found == expected) << "thread " << thread << " has neither the old nor the new";
    model.in_flight[thread].reset();
  }
  const auto counter = store.Get(kCounter);
  ASSERT_TRUE(counter);
  model.counted = counter->has_value() ? std::stoull((*counter)->value) : 0;
  ASSERT_GE(model.counted, least);
  ASSERT_LE(model.counted, most);
}

struct Child {
  pid_t process = -1;
  int pipe = -1;
};

Child Start(const std::string& directory, std::uint64_t first) {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe(ends.data()) != 0) return {};
  const std::string write_end = std::to_string(ends[1]);
  const std::string number = std::to_string(first);
  const pid_t process = ::fork();
  if (process == 0) {
    ::close(ends[0]);
    ::execl("/proc/self/exe", "kill_test", "--child", directory.c_str(), write_end.c_str(),
            number.c_str(), static_cast<char*>(nullptr));
    ::_exit(6);
  }
  ::close(ends[1]);
  return {process, ends[0]};
}

// False at the end.
bool Read(int pipe, Report& report) {
  return ::read(pipe, &report, sizeof report) == static_cast<ssize_t>(sizeof report);
}

// Hears until so many were acknowledged, waits a little, kills, and hears the rest.
void LetRunAndKill(const Child& child, std::uint64_t acknowledged, int microseconds, Model& model) {
  Report report = {};
  while (acknowledged > 0 && Read(child.pipe, report)) {
    model.Hear(report);
    if (report.kind == Kind::kAcknowledged) --acknowledged;
  }
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
  ::kill(child.process, SIGKILL);
  while (Read(child.pipe, report)) model.Hear(report);
  ::close(child.pipe);
  int status = 0;
  ASSERT_EQ(::waitpid(child.process, &status, 0), child.process);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
}

int Kills() {
  const char* text = std::getenv("KEYWARD_KILLS");
  return text == nullptr ? 200 : static_cast<int>(std::strtol(text, nullptr, 10));
}

TEST(Kill, NothingAcknowledgedIsLostAndNothingIsHalf) {
  const TempDirectory temp;
  const std::string directory = temp.path() + "/data";
  Model model;
  std::mt19937 random(20240501);
  const int kills = Kills();
  for (int kill = 0; kill < kills; ++kill) {
    const Child child = Start(directory, model.next);
    ASSERT_GT(child.process, 0);
    // One in eight while it opens, or soon after.
    const bool early = random() % 8 == 0;
    LetRunAndKill(child, early ? 0 : 1 + random() % 60,
                  static_cast<int>(random() % (early ? 20'000 : 3'000)), model);
    auto store = OpenSealed({.directory = directory, .history = 500, .readers = 1});
    ASSERT_TRUE(store) << "after kill " << kill << ": " << core::Describe(store.error());
    ASSERT_EQ(CompareLedger(directory), "") << "after kill " << kill;
    Check(**store, model);
    ASSERT_FALSE(testing::Test::HasFailure()) << "after kill " << kill;
  }
  std::printf("%d kills, %llu transactions acknowledged\n", kills,
              static_cast<unsigned long long>(model.acknowledged));
  EXPECT_GT(model.acknowledged, static_cast<std::uint64_t>(kills));
  EXPECT_EQ(FirstFinding(directory), "");
}

}  // namespace
}  // namespace keyward::store

int main(int argc, char** argv) {
  if (argc == 5 && std::strcmp(argv[1], "--child") == 0) {
    return keyward::store::RunChild(argv[2], static_cast<int>(std::strtol(argv[3], nullptr, 10)),
                                    std::strtoull(argv[4], nullptr, 10));
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
