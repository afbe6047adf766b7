// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/bytes.h"

namespace keyward::crypto {

// Whether `a` and `b` hold the same bytes.
//
// Property: for equal lengths, the time taken and the memory touched do not depend on the contents.
// The lengths are public: unequal ones answer false at once. Thread-safe.
// Source: CRYPTO_memcmp(3).
[[nodiscard]] bool ConstantTimeEquals(Bytes a, Bytes b) noexcept;

}  // namespace keyward::crypto
