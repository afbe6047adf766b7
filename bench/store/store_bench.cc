// SPDX-License-Identifier: Apache-2.0
//
// The SQLite engine and the sealed store over it beside raw SQLite, in turns within one run, and
// what a large store costs. Each line has the figure and, where there is one, the target. Not
// Google Benchmark: what counts is the ratio of two things that wait for one disk, taken in turns.
//
//   store_bench [DIRECTORY]    works in a new directory there; the default is where temporary files
//                              go, which must be a real disk for the ratios to mean anything
//
// KEYWARD_BENCH_RECORDS (1,000,000) is the size of the large store, KEYWARD_BENCH_SECONDS (10) how
// long each side of a comparison takes.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bench/store/large_store.h"
#include "bench/store/measure.h"
#include "bench/store/raw_sqlite.h"
#include "store/keyring/key_file_seal.h"
#include "store/sealed/ledger_cipher.h"
#include "store/sealed/record.h"

namespace keyward::bench {
namespace {

using store::Put;
using store::Store;

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
      "%-28s %4.0f %% of raw's rate (target 80), %4.0f %% by the median   %6.0f/s against "
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
    for (int j = 0; j < 2000; ++j) raw.Put(RandomKey(random()), value);
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

// What sealing costs beside the engine, without the engine: a record of 1 KiB.
void MeasureSealing(const std::string& directory) {
  constexpr int kRounds = 20'000;
  crypto::SystemRandom random;
  const core::SystemClock clock;
  const auto seal = store::keyring::KeyFileSeal::Generate(directory + "/root.key", random);
  const auto keyring = store::keyring::Keyring::Create(*seal, random, clock);
  const auto cipher = store::sealed::RecordCipher::Create(*keyring);
  const auto ledger = store::sealed::LedgerCipher::Create(*keyring);
  const std::string value(1024, 'v');
  std::vector<double> seal_and_open;
  std::vector<double> hash;
  for (int i = 0; i < kRounds; ++i) {
    const std::string key = RandomKey(static_cast<std::uint64_t>(i));
    const Clock::time_point begin = Clock::now();
    const auto sealed = cipher->Seal(key, value, 1, random);
    const auto opened = cipher->Open(key, *sealed);
    const Clock::time_point middle = Clock::now();
    const auto sum = ledger->Hash(key, {*sealed, 1, 1});
    hash.push_back(Micros(Clock::now() - middle));
    seal_and_open.push_back(Micros(middle - begin));
    if (!opened || *opened != value || !sum) std::exit(1);
  }
  std::printf("%-28s p50 %.2f us (target 3); its hash in the ledger p50 %.2f us\n",
              "seal and open of 1 KiB", Quantile(seal_and_open, 0.5), Quantile(hash, 0.5));
}

// One record read again and again: from the cache, and past it.
void MeasureCached(const std::string& directory) {
  for (const std::size_t cache : {std::size_t{0}, std::size_t{1} << 20}) {
    const auto store = OpenSealedOrDie(directory, cache);
    CommitOrDie(*store, {{}, {Put{"hot", std::string(kValueBytes, 'v')}}});
    std::vector<double> times;
    for (int i = 0; i < 50'000; ++i) {
      const Clock::time_point begin = Clock::now();
      const auto found = store->Get("hot");
      times.push_back(Micros(Clock::now() - begin));
      if (!found || !found->has_value()) std::exit(1);
    }
    std::printf("%-28s p50 %.2f us, p99 %.2f us (target %d)\n",
                cache == 0 ? "sealed point read" : "cached point read", Quantile(times, 0.5),
                Quantile(times, 0.99), cache == 0 ? 15 : 1);
  }
}

void OpenElsewhere(const char* kind, const std::string& directory, std::size_t records) {
  std::fflush(stdout);
  const std::string count = std::to_string(records);
  const pid_t process = ::fork();
  if (process == 0) {
    ::execl("/proc/self/exe", "store_bench", "--open", kind, directory.c_str(), count.c_str(),
            static_cast<char*>(nullptr));
    ::_exit(1);
  }
  ::waitpid(process, nullptr, 0);
}

void MeasureWrites(const std::string& directory) {
  RawSqlite raw(directory + "/raw.db");
  WarmUp(raw);
  const auto engine = OpenOrDie(directory + "/small");
  Compare("one by one", 1, raw, *engine);
  Compare("16 waiting clients", 16, raw, *engine);
  Compare("64 waiting clients", 64, raw, *engine);
  MeasureWatch(*engine);
  const auto sealed = OpenSealedOrDie(directory + "/sealed", 0);
  Compare("sealed, one by one", 1, raw, *sealed);
  Compare("sealed, 16 waiting clients", 16, raw, *sealed);
  Compare("sealed, 64 waiting clients", 64, raw, *sealed);
}

void MeasureLarge(const std::string& directory) {
  const std::size_t records = FromEnvironment("KEYWARD_BENCH_RECORDS", 1'000'000);
  std::size_t filled = 0;
  for (const std::size_t size : {records / 100, records}) {
    Fill(*OpenOrDie(directory + "/large"), filled, size);
    OpenElsewhere("engine", directory + "/large", size);
    Fill(*OpenSealedOrDie(directory + "/large-sealed", 0), filled, size);
    OpenElsewhere("sealed", directory + "/large-sealed", size);
    filled = size;
  }
}

void Run(const std::string& directory) {
  MeasureSealing(directory);
  MeasureCached(directory + "/cached");
  MeasureWrites(directory);
  MeasureLarge(directory);
}

}  // namespace
}  // namespace keyward::bench

int main(int argc, char** argv) {
  if (argc == 5 && std::strcmp(argv[1], "--open") == 0) {
    return keyward::bench::OpenAndReport(argv[2], argv[3], std::strtoull(argv[4], nullptr, 10));
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
