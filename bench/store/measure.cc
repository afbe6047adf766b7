// SPDX-License-Identifier: Apache-2.0
#include "bench/store/measure.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>
#include <utility>

#include "store/keyring/key_file_seal.h"

namespace keyward::bench {
namespace {

template <typename T>
T ValueOrDie(core::Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", core::Describe(result.error()).c_str());
  std::exit(1);
}

}  // namespace

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

std::unique_ptr<store::Engine> OpenOrDie(const std::string& directory) {
  return ValueOrDie(store::sqlite::Open({.directory = directory}));
}

std::unique_ptr<store::sealed::SealedStore> OpenSealedOrDie(const std::string& directory,
                                                            std::size_t cache_bytes) {
  static crypto::SystemRandom random;
  static const core::SystemClock clock;
  const store::sealed::Options options{
      .cache_bytes = cache_bytes, .random = random, .clock = clock};
  std::unique_ptr<store::Engine> engine = OpenOrDie(directory);
  const std::string key_file = directory + "/root.key";
  if (!ValueOrDie(engine->Meta(store::kKeyringMeta))) {
    const auto seal = ValueOrDie(store::keyring::KeyFileSeal::Generate(key_file, random));
    if (!store::sealed::SealedStore::Initialize(*engine, seal, options)) std::exit(1);
  }
  const auto seal = ValueOrDie(store::keyring::KeyFileSeal::Read(key_file));
  return ValueOrDie(store::sealed::SealedStore::Open(std::move(engine), seal, options));
}

void CommitOrDie(store::Store& store, store::Txn txn) {
  if (ValueOrDie(store.Commit(std::move(txn))).committed) return;
  std::fprintf(stderr, "commit failed\n");
  std::exit(1);
}

std::string RandomKey(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string key(32, '\0');
  std::snprintf(key.data(), key.size() + 1, "%016llx%016llx",
                static_cast<unsigned long long>(random()),
                static_cast<unsigned long long>(random()));
  return "keys/" + key;
}

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
        const std::string key = RandomKey(random());
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

void Side::Add(const Turn& turn) {
  micros.insert(micros.end(), turn.micros.begin(), turn.micros.end());
  seconds += turn.seconds;
}

}  // namespace keyward::bench
