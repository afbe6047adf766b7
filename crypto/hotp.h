// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/result.h"
#include "crypto/bytes.h"

namespace keyward::crypto {

// The one-time code of a counter: HMAC-SHA-1 of the counter in big-endian order, truncated to
// `digits` decimal digits, 6 to 8.
//
// Property: without the key, a code can only be guessed. Codes are short: the caller limits guesses
// and takes no code twice. SHA-1's collisions do not touch HMAC; authenticators know no other hash
// for certain. Thread-safe.
// Errors: kInvalidArgument "ValidationException" for other numbers of digits or an empty key;
// kInternal. Source: RFC 4226, section 5.3.
core::Result<std::uint32_t> Hotp(Bytes key, std::uint64_t counter, int digits);

}  // namespace keyward::crypto
