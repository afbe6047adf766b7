// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string_view>

#include "auth/sigv4/credentials.h"
#include "core/clock.h"
#include "core/result.h"

namespace keyward::auth {

// A helper that asks a person needs a while; one that hangs must end.
inline constexpr std::chrono::seconds kProcessTimeout{60};

// Runs the helper that `credential_process` names and reads the credentials that it prints:
// {"Version": 1, "AccessKeyId": …, "SecretAccessKey": …, "SessionToken": …, "Expiration": …}, the
// last two optional.
//
// No shell is involved (command_words.h). The helper gets our environment, no input, and our
// standard error. It is killed at the end of kProcessTimeout. What it prints is read into locked
// memory; reading the JSON copies the secret through memory that is not.
//
// Thread-safe. Errors: those of SplitCommand; kFailedPrecondition named "CredentialProcessFailed"
// when it cannot be started, fails, takes too long or prints something else, which is never
// repeated; kUnauthenticated named "ExpiredToken" when Expiration is over at `now`.
// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
core::Result<Credentials> RunCredentialProcess(std::string_view command,
                                               core::Clock::TimePoint now);

// Reads what a helper printed. Thread-safe. Errors: as above.
core::Result<Credentials> ParseProcessOutput(std::string_view text, core::Clock::TimePoint now);

}  // namespace keyward::auth
