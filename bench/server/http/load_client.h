// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace keyward::bench {

// A POST of 500 bytes that an echo can answer.
std::string EchoRequest();

// Sends a request over each of so many loopback connections, and again as soon as the answer is
// there, from one thread. Returns how many were answered. Ends the program when one is answered
// with anything but 200 and a body of known length.
std::uint64_t DriveLoad(std::uint16_t port, bool tls, int connections, std::chrono::seconds time,
                        std::string_view request);

}  // namespace keyward::bench
