// SPDX-License-Identifier: Apache-2.0
//
// The SQLite engine beside raw SQLite, in turns within one run, and what a large store costs. Each
// line has the figure and, where there is one, the target. Not Google Benchmark: what counts is the
// ratio of two things that wait for one disk, taken in turns.
//
//   store_bench [DIRECTORY]    works in a new directory there; the default is where temporary files
//                              go, which must be a real disk for the ratios to mean anything
//
// KEYWARD_BENCH_RECORDS (1,000,000) is the size of the large store, KEYWARD_BENCH_SECONDS (10) how
// long each side of a comparison takes.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bench/store/raw_sqlite.h"
#include "store/sqlite/sqlite_store.h"

namespace keyward::bench {
namespace {

using Clock = std::chrono::steady_clock;
using store::Put;
using store::Store;

constexpr std::size_t kTurns = 30;  // short ones, so that both meet the same weather
constexpr std::size_t kValueBytes = 400;

double Micros(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

double Quantile(std::vector<double> values, double q) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(q * static_cast<double>(values.size())))];
}

std::size_t FromEnvironment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::unique_ptr<Store> OpenOrDie(const std::string& directory) {
  auto opened = store::sqlite::Open({.directory = directory});
  if (!opened) {
    std::fprintf(stderr, "%s\n", core::Describe(opened.error()).c_str());
    std::exit(1);
  }
  return *std::move(opened);
}

void CommitOrDie(Store& store, store::Txn txn) {
  const auto result = store.Commit(std::move(txn));
  if (result && result->committed) return;
  std::fprintf(stderr, "commit failed\n");
  std::exit(1);
}

std::string RandomKey(std::mt19937_64& random) {
  std::string key(32, '\0');
  std::snprintf(key.data(), key.size() + 1, "%016llx%016llx",
                static_cast<unsigned long long>(random()),
                static_cast<unsigned long long>(random()));
  return "keys/" + key;
}

// How long each put took, and all of them together.
struct Turn {
  double seconds = 0;
  std::vector<double> micros;
};

Turn Drive(int clients, const std::function<void(std::string_view, std::string_view)>& put) {
  static std::atomic<std::uint64_t> seed = 1;
  const auto length =
      std::chrono::milliseconds(FromEnvironment("KEYWARD_BENCH_SECONDS", 10) * 1000 / kTurns);
  std::vector<std::vector<double>> times(static_cast<std::size_t>(clients));
  std::vector<std::thread> threads;
  threads.reserve(times.size());
  const Clock::time_point start = Clock::now();
  for (auto& own : times) {
    threads.emplace_back([&] {
      std::mt19937_64 random(seed++);
      const std::string value(kValueBytes, 'v');
      for (Clock::time_point at = start; at - start < length;) {
        const std::string key = RandomKey(random);
        const Clock::time_point begin = Clock::now();
        put(key, value);
        at = Clock::now();
        own.push_back(Micros(at - begin));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Turn turn;
  for (const auto& own : times) turn.micros.insert(turn.micros.end(), own.begin(), own.end());
  turn.seconds = Micros(Clock::now() - start) / 1e6;
  return turn;
}

// One side of a comparison, over all of its turns.
struct Side {
  std::vector<double> micros;
  double seconds = 0;

  void Add(const Turn& turn) {
    micros.insert(micros.end(), turn.micros.begin(), turn.micros.end());
    seconds += turn.seconds;
  }
  double rate() const { return static_cast<double>(micros.size()) / seconds; }
};

Turn DriveRaw(RawSqlite& raw, int clients) {
  if (clients == 1) {
    return Drive(1, [&raw](std::string_view key, std::string_view value) {
      raw.Begin();
      raw.Put(key, value);
      raw.Commit();
    });
  }
  RawGroup group(raw);
  return Drive(clients, [&group](auto key, auto value) { group.Put(key, value); });
}

// Raw and ours in turns.
void Compare(const char* name, int clients, RawSqlite& raw, Store& store) {
  Side theirs;
  Side ours;
  for (std::size_t turn = 0; turn < kTurns; ++turn) {
    theirs.Add(DriveRaw(raw, clients));
    ours.Add(Drive(clients, [&store](std::string_view key, std::string_view value) {
      CommitOrDie(store, {{}, {Put{std::string(key), std::string(value)}}});
    }));
  }
  const double typical = Quantile(theirs.micros, 0.5) / Quantile(ours.micros, 0.5);
  std::printf(
      "%-20s %4.0f %% of raw's rate (target 80), %4.0f %% by the median   %6.0f/s against "
      "%6.0f/s   p50 %6.0f against %6.0f us, p99.9 %6.0f against %6.0f us\n",
      name, ours.rate() / theirs.rate() * 100, typical * 100, ours.rate(), theirs.rate(),
      Quantile(ours.micros, 0.5), Quantile(theirs.micros, 0.5), Quantile(ours.micros, 0.999),
      Quantile(theirs.micros, 0.999));
}

// Lets raw SQLite's log reach the length that it keeps: while its file grows, each sync is slow.
void WarmUp(RawSqlite& raw) {
  std::mt19937_64 random(3);
  const std::string value(kValueBytes, 'v');
  for (int i = 0; i < 4; ++i) {
    raw.Begin();
    for (int j = 0; j < 2000; ++j) raw.Put(RandomKey(random), value);
    raw.Commit();
  }
}

void MeasureWatch(Store& store) {
  constexpr int kChanges = 500;
  auto stream = *store.Watch("watched", 0);
  std::vector<Clock::time_point> committed(kChanges);
  std::vector<Clock::time_point> seen(kChanges);
  std::thread watcher([&] {
    for (int i = 0; i < kChanges; ++i) {
      if (!stream->Next(std::chrono::seconds(10))) std::exit(1);
      seen[static_cast<std::size_t>(i)] = Clock::now();
    }
  });
  for (int i = 0; i < kChanges; ++i) {
    CommitOrDie(store, {{}, {Put{"watched", std::to_string(i)}}});
    committed[static_cast<std::size_t>(i)] = Clock::now();
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  watcher.join();
  std::vector<double> lags;
  for (std::size_t i = 0; i < kChanges; ++i) {
    lags.push_back(std::max(0.0, Micros(seen[i] - committed[i])));
  }
  std::printf("%-28s p50 %.0f us, p99 %.0f us after the commit returned (target 1000)\n", "watch",
              Quantile(lags, 0.5), Quantile(lags, 0.99));
}

std::string NumberedKey(std::size_t number) {
  // Spread over the keys' order, yet computable.
  std::mt19937_64 random(number);
  return RandomKey(random);
}

void Fill(Store& store, std::size_t from, std::size_t to) {
  const std::string value(kValueBytes, 'v');
  for (std::size_t i = from; i < to;) {
    store::Txn txn;
    for (; i < to && txn.ops.size() < store::kMaxTxnOps; ++i) {
      txn.ops.emplace_back(Put{NumberedKey(i), value});
    }
    CommitOrDie(store, std::move(txn));
  }
}

void MeasureReads(Store& store, std::size_t records) {
  std::mt19937_64 random(7);
  std::vector<double> gets;
  for (int i = 0; i < 20'000; ++i) {
    const std::string key = NumberedKey(random() % records);
    const Clock::time_point begin = Clock::now();
    const auto found = store.Get(key);
    gets.push_back(Micros(Clock::now() - begin));
    if (!found || !found->has_value()) std::exit(1);
  }
  std::vector<double> ranges;
  for (int i = 0; i < 300; ++i) {
    const std::string after = NumberedKey(random() % records);
    const Clock::time_point begin = Clock::now();
    const auto page = store.Range("keys/", 100, after);
    ranges.push_back(Micros(Clock::now() - begin));
    if (!page) std::exit(1);
  }
  std::printf(
      "%9zu records            point read p50 %.1f us, p99 %.1f us; page of 100 p50 %.0f us\n",
      records, Quantile(gets, 0.5), Quantile(gets, 0.99), Quantile(ranges, 0.5));
}

// In a process of its own, so that its memory is that of the store.
int OpenAndReport(const std::string& directory, std::size_t records) {
  const Clock::time_point begin = Clock::now();
  const std::unique_ptr<Store> store = OpenOrDie(directory);
  const double millis = Micros(Clock::now() - begin) / 1000;
  MeasureReads(*store, records);
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "%9zu records            open to ready %.0f ms (target 2000), memory %ld MiB "
      "(target 200)\n",
      records, millis, usage.ru_maxrss / 1024);
  std::fflush(stdout);
  return 0;
}

void OpenElsewhere(const std::string& directory, std::size_t records) {
  std::fflush(stdout);
  const std::string count = std::to_string(records);
  const pid_t process = ::fork();
  if (process == 0) {
    ::execl("/proc/self/exe", "store_bench", "--open", directory.c_str(), count.c_str(),
            static_cast<char*>(nullptr));
    ::_exit(1);
  }
  ::waitpid(process, nullptr, 0);
}

void Run(const std::string& directory) {
  {
    RawSqlite raw(directory + "/raw.db");
    const std::unique_ptr<Store> store = OpenOrDie(directory + "/small");
    WarmUp(raw);
    Compare("one by one", 1, raw, *store);
    Compare("16 waiting clients", 16, raw, *store);
    Compare("64 waiting clients", 64, raw, *store);
    MeasureWatch(*store);
  }
  const std::size_t records = FromEnvironment("KEYWARD_BENCH_RECORDS", 1'000'000);
  std::size_t filled = 0;
  for (const std::size_t size : {records / 100, records}) {
    Fill(*OpenOrDie(directory + "/large"), filled, size);
    filled = size;
    OpenElsewhere(directory + "/large", size);
  }
}

}  // namespace
}  // namespace keyward::bench

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "--open") == 0) {
    return keyward::bench::OpenAndReport(argv[2], std::strtoull(argv[3], nullptr, 10));
  }
  // Flags are for Google Benchmark, which runs beside this.
  const bool named = argc > 1 && argv[1][0] != '-';
  std::string directory =
      (named ? std::string(argv[1]) : std::filesystem::temp_directory_path().string()) +
      "/keyward-store-bench-XXXXXX";
  if (::mkdtemp(directory.data()) == nullptr) return 1;
  keyward::bench::Run(directory);
  std::filesystem::remove_all(directory);
  return 0;
}
