// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"
#include "crypto/secret_bytes.h"

namespace keyward::cli {

// Asks for a line on the controlling terminal, whatever the standard streams are, without showing
// it. However the question ends, by a signal too, the terminal is as it was before.
//
// The line comes without its end. Errors: kNotFound "NoTerminal"; kInvalidArgument
// "InvalidPassphrase" when it has more than `limit` bytes, or none; kUnavailable "TerminalFailed";
// kAborted "Interrupted" when a signal came that does not end the process. Not thread-safe. Source:
// POSIX.1-2017, chapter 11, "General Terminal Interface".
core::Result<crypto::SecretBytes> AskSecretly(const std::string& question, std::size_t limit);

}  // namespace keyward::cli
