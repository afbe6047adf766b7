// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <random>

#include "crypto/random.h"

namespace keyward::crypto::testing {

// The same bytes for the same seed on every run. For tests and nothing else: whoever knows the seed
// knows the bytes. Thread-safe.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::uint64_t seed = 0) : engine_(seed) {}

  void Fill(MutableBytes out) override {
    const std::lock_guard lock(mutex_);
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(engine_() >> 56);
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;  // its sequence is fixed by the C++ standard
};

// Fills with 00 01 02 …, beginning anew at each call: for worked examples. Thread-safe.
class CountingRandom final : public Random {
 public:
  void Fill(MutableBytes out) override {
    std::uint8_t next = 0;
    for (std::uint8_t& byte : out) byte = next++;
  }
};

}  // namespace keyward::crypto::testing
