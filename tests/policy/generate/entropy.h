// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace keyward::policy::naive {

// Where the generator takes its choices from.
class Entropy {
 public:
  virtual ~Entropy() = default;

  // A number in [0, bound); `bound` is at least 1.
  virtual std::uint32_t Below(std::uint32_t bound) = 0;

  // True in about `percent` of 100 cases. Entropy that has run dry gives false.
  bool Chance(std::uint32_t percent) { return Below(100) + percent >= 100; }

  // One of the choices, of which there is at least one.
  template <typename Choices>
  const auto& Pick(const Choices& choices) {
    return choices[Below(static_cast<std::uint32_t>(choices.size()))];
  }
};

// An endless stream that follows from a seed alone, on every platform (SplitMix64).
class SeededEntropy : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : state_(seed) {}

  std::uint32_t Below(std::uint32_t bound) override {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    return static_cast<std::uint32_t>((z >> 32) % bound);
  }

 private:
  std::uint64_t state_;
};

// A fuzzer's bytes: one for a choice among up to 256, then zeros.
class ByteEntropy : public Entropy {
 public:
  explicit ByteEntropy(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint32_t Below(std::uint32_t bound) override {
    std::uint32_t value = NextByte();
    if (bound > 256) value = value * 256 + NextByte();
    return value % bound;
  }

 private:
  std::uint32_t NextByte() {
    if (bytes_.empty()) return 0;
    const std::uint32_t byte = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return byte;
  }

  std::span<const std::uint8_t> bytes_;
};

}  // namespace keyward::policy::naive
