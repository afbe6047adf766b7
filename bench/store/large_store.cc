// SPDX-License-Identifier: Apache-2.0
#include "bench/store/large_store.h"

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "bench/store/measure.h"

namespace keyward::bench {
namespace {

using store::Put;
using store::Store;

constexpr std::size_t kCacheBytes = std::size_t{32} << 20;

void MeasureReads(const char* name, Store& store, std::size_t records) {
  std::mt19937_64 random(7);
  std::vector<double> gets;
  for (int i = 0; i < 20'000; ++i) {
    const std::string key = RandomKey(random() % records);
    const Clock::time_point begin = Clock::now();
    const auto found = store.Get(key);
    gets.push_back(Micros(Clock::now() - begin));
    if (!found || !found->has_value()) std::exit(1);
  }
  std::vector<double> ranges;
  for (int i = 0; i < 300; ++i) {
    const std::string after = RandomKey(random() % records);
    const Clock::time_point begin = Clock::now();
    const auto page = store.Range("keys/", 100, after);
    ranges.push_back(Micros(Clock::now() - begin));
    if (!page) std::exit(1);
  }
  std::printf("%-10s %9zu records  point read p50 %.1f us, p99 %.1f us; page of 100 p50 %.0f us\n",
              name, records, Quantile(gets, 0.5), Quantile(gets, 0.99), Quantile(ranges, 0.5));
}

}  // namespace

void Fill(Store& store, std::size_t from, std::size_t to) {
  const std::string value(kValueBytes, 'v');
  for (std::size_t i = from; i < to;) {
    store::Txn txn;
    for (; i < to && txn.ops.size() < store::kMaxTxnOps; ++i) {
      txn.ops.emplace_back(Put{RandomKey(i), value});
    }
    CommitOrDie(store, std::move(txn));
  }
}

int OpenAndReport(const std::string& kind, const std::string& directory, std::size_t records) {
  const Clock::time_point begin = Clock::now();
  std::unique_ptr<Store> store;
  if (kind == "sealed") {
    store = OpenSealedOrDie(directory, kCacheBytes);
  } else {
    store = OpenOrDie(directory);
  }
  const double millis = Micros(Clock::now() - begin) / 1000;
  MeasureReads(kind.c_str(), *store, records);
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "%-10s %9zu records  open to ready %.0f ms (target 2000), memory %ld MiB (target 200)\n",
      kind.c_str(), records, millis, usage.ru_maxrss / 1024);
  std::fflush(stdout);
  return 0;
}

}  // namespace keyward::bench
