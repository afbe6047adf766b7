// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace keyward::support {

// How often this thread has asked for memory. Linking allocations.cc replaces the global operator
// new, which stands in a file of its own so that no call of it is inlined.
std::uint64_t AllocationCount();

}  // namespace keyward::support
