// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace keyward::crypto::testing {

// The bytes that lie at an address of this process, read through /proc/self/mem: so freed and
// poisoned memory can be looked at. "" when nothing is mapped there.
std::string ReadMemory(const void* address, std::size_t size);

// The VmFlags of /proc/self/smaps for the mapping around an address, as in " rd wr mr mw me lo dd
// ";
// "" when nothing is mapped there.
std::string MappingFlags(const void* address);

}  // namespace keyward::crypto::testing
