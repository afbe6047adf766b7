// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/sealed/sealed_store.h"
#include "store/sqlite/sqlite_store.h"

namespace keyward::bench {

using Clock = std::chrono::steady_clock;

inline constexpr std::size_t kTurns = 30;  // short ones, so that both meet the same weather
inline constexpr std::size_t kValueBytes = 400;

double Micros(Clock::duration time);
double Quantile(std::vector<double> values, double q);
std::size_t FromEnvironment(const char* name, std::size_t otherwise);

// Failures end the program.
std::unique_ptr<store::Engine> OpenOrDie(const std::string& directory);
std::unique_ptr<store::sealed::SealedStore> OpenSealedOrDie(const std::string& directory,
                                                            std::size_t cache_bytes);
void CommitOrDie(store::Store& store, store::Txn txn);

// "keys/" and 32 digits: one of few places in the order of keys is written at a time.
std::string RandomKey(std::uint64_t seed);

// How long each put took, and all of them together.
struct Turn {
  double seconds = 0;
  std::vector<double> micros;
};

// Lets so many clients put random keys, one at a time each, for one turn.
Turn Drive(int clients, const std::function<void(std::string_view, std::string_view)>& put);

// One side of a comparison, over all of its turns.
struct Side {
  std::vector<double> micros;
  double seconds = 0;

  void Add(const Turn& turn);
  double rate() const { return static_cast<double>(micros.size()) / seconds; }
};

}  // namespace keyward::bench
