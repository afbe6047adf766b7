// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/random.h"

// Time-based one-time codes of virtual MFA devices: 6 digits, HMAC-SHA-1, steps of 30 seconds from
// 1970-01-01 UTC, as every authenticator makes them. Thread-safe.
// Source: RFC 6238; RFC 4226.
namespace keyward::iam {

inline constexpr std::size_t kTotpSeedBytes = 40;  // 64 base32 characters, as AWS's

// The step that a time falls into. Precondition: not before 1970.
std::int64_t TotpStepAt(std::chrono::sys_seconds time);

// The code of one step: six digits, with leading zeros. Errors: those of crypto::Hotp.
core::Result<std::string> TotpCode(crypto::Bytes seed, std::int64_t step);

// Where a device's codes are looked for.
struct TotpWindow {
  std::int64_t around = 0;  // the step that the device should be at
  std::int64_t within = 0;  // steps to either side
  std::int64_t after = 0;   // a code of this step or an earlier one was taken already
};

// Finds codes of as many consecutive steps as there are codes, and returns the last one's step;
// nothing when they are in no step of the window, or one of them was taken already. Nearer steps
// come first. Codes are compared in constant time. Errors: those of crypto::Hotp.
core::Result<std::optional<std::int64_t>> FindTotp(crypto::Bytes seed,
                                                   std::span<const std::string_view> codes,
                                                   const TotpWindow& window);

// RFC 4648 base32 without padding. Precondition: a multiple of five bytes. Not constant-time.
std::string Base32Encode(std::string_view bytes);

}  // namespace keyward::iam
