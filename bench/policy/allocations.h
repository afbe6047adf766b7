// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace keyward::bench {

// How often this thread has asked for memory. Linking allocations.cc replaces the global operator
// new.
std::uint64_t AllocationCount();

}  // namespace keyward::bench
