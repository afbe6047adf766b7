// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "core/result.h"
#include "store/keyring/keyring.h"
#include "store/keyring/seal.h"
#include "store/local/options.h"

namespace keyward::store::local {

// Runs `unseal`, which opens `keyring` with `seal`, and passes its result on. With a passphrase it
// counts as an attempt in DIRECTORY/unseal-attempts (store/keyring/unseal_throttle.h), whichever
// process makes it; other seals have nothing to guess. What needs no secret to refuse is refused
// before, and not counted.
//
// Errors: those of Keyring::ReadHeader; kFailedPrecondition "SealMismatch"; kResourceExhausted
// "UnsealThrottled"; kUnavailable when the attempt cannot be counted; those of `unseal`.
core::Result<void> Throttled(const Options& options, const keyring::Seal& seal,
                             std::string_view keyring,
                             const std::function<core::Result<void>()>& unseal);

}  // namespace keyward::store::local
