// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace keyward::bench {

// Calls an empty request for so long, `streams` at a time over each of two connections, and returns
// how many were answered. Ends the process when one fails.
std::uint64_t DriveCalls(int port, const std::string& path, const std::string& token, int streams,
                         std::chrono::seconds time);

}  // namespace keyward::bench
