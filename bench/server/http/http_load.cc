// SPDX-License-Identifier: Apache-2.0
//
// http_load PORT CONNECTIONS SECONDS: sends the request on standard input, as it is, over so many
// plaintext connections to 127.0.0.1 for so long, and prints how many were answered with 200.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string>

#include "bench/server/http/load_client.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: http_load PORT CONNECTIONS SECONDS\n");
    return 2;
  }
  const std::string request{std::istreambuf_iterator<char>(std::cin), {}};
  const auto port = static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10));
  const auto connections = static_cast<int>(std::strtol(argv[2], nullptr, 10));
  const std::chrono::seconds time(std::strtol(argv[3], nullptr, 10));
  const std::uint64_t answered = keyward::bench::DriveLoad(port, false, connections, time, request);
  std::printf("%llu\n", static_cast<unsigned long long>(answered));
  return 0;
}
