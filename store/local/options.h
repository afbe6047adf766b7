// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/clock.h"
#include "crypto/random.h"

namespace keyward::store::local {

// Where an embedded installation lies: a data directory with the SQLite engine in it, and its
// anchor elsewhere. The seal comes beside, from whoever knows its secret.
struct Options {
  std::string directory;
  // A file on another disk, best of another machine; "" is none (store/sealed/anchor.h).
  std::string anchor = {};
  // Values kept open in memory; 0 keeps none.
  std::size_t cache_bytes = std::size_t{32} << 20;
  // Both must live as long as the store.
  crypto::Random& random;
  const core::Clock& clock;
};

}  // namespace keyward::store::local
