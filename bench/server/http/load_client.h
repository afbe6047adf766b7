// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace keyward::bench {

// Sends a 500-byte POST over each of so many loopback connections, and the next as soon as the
// answer is there, from one thread. Returns how many were answered. Ends the program when one is
// not answered with 200 and its own body.
std::uint64_t DriveLoad(std::uint16_t port, bool tls, int connections, std::chrono::seconds time);

}  // namespace keyward::bench
