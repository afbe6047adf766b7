// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "store/store.h"

namespace keyward::bench {

// Puts the records number `from` to `to`.
void Fill(store::Store& store, std::size_t from, std::size_t to);

// Opens a filled store, "engine" or "sealed", and prints how long that took, what reading costs,
// and the memory of the process. Run it in a process of its own. Returns 0.
int OpenAndReport(const std::string& kind, const std::string& directory, std::size_t records);

}  // namespace keyward::bench
