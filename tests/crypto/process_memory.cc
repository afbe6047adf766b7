// SPDX-License-Identifier: Apache-2.0
#include "tests/crypto/process_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>

namespace keyward::crypto::testing {

std::string ReadMemory(const void* address, std::size_t size) {
  const int file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  std::string bytes(size, '\0');
  const ssize_t got = pread(file, bytes.data(), size,
                            static_cast<off_t>(reinterpret_cast<std::uintptr_t>(address)));
  close(file);
  return got == static_cast<ssize_t>(size) ? bytes : "";
}

std::string MappingFlags(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream file("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {  // NOLINT(cert-err34-c)
      inside = begin <= wanted && wanted < end;
    } else if (inside && line.rfind("VmFlags:", 0) == 0) {
      return line.substr(8) + " ";
    }
  }
  return "";
}

}  // namespace keyward::crypto::testing
