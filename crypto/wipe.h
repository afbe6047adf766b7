// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crypto/bytes.h"

namespace keyward::crypto {

// Overwrites with zeros in a way that the compiler may not leave out. Thread-safe.
void Wipe(MutableBytes bytes) noexcept;

// Wipes all that the string's buffer holds, its spare capacity included, and leaves it empty. For
// secrets that arrive in somebody else's std::string; buffers that it outgrew earlier are not
// reached.
void Wipe(std::string& text) noexcept;

}  // namespace keyward::crypto
