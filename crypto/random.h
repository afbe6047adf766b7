// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/bytes.h"

namespace keyward::crypto {

// Where unpredictable bytes come from. It is passed in, so that tests fix it; production uses
// SystemRandom and nothing else.
class Random {
 public:
  virtual ~Random() = default;
  // Fills `out` with bytes that are uniform and independent of all others. Thread-safe. Never
  // fails: where there are no random bytes the process ends, because no caller could go on.
  virtual void Fill(MutableBytes out) = 0;
};

// The operating system's generator, through libsodium (getrandom(2)); nothing is kept in the
// process, so a fork or a snapshot repeats nothing. Thread-safe.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  void Fill(MutableBytes out) override;
};

// N random bytes for public use: nonces, salts, identifiers. Keys: SecretBytes::Generate.
template <std::size_t N>
std::array<std::uint8_t, N> RandomArray(Random& random) {
  std::array<std::uint8_t, N> out;
  random.Fill(out);
  return out;
}

}  // namespace keyward::crypto
