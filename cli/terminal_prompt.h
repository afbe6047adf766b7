// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"
#include "crypto/secret_bytes.h"

namespace keyward::cli {

struct SecretQuestion {
  std::string text;       // "Passphrase: "
  std::size_t limit = 0;  // of the answer, in bytes
  const char* error;      // how an answer that is empty or too long is called: "InvalidPassphrase"
  const char* description;  // and what it should have been: "a passphrase"
};

// Asks for a line on the controlling terminal, whatever the standard streams are, without showing
// it. However the question ends, by a signal too, the terminal is as it was before.
//
// The line comes without its end. Errors: kNotFound "NoTerminal"; kInvalidArgument
// named `error` when it has more than `limit` bytes, or none; kUnavailable "TerminalFailed";
// kAborted "Interrupted" when a signal came that does not end the process. Not thread-safe. Source:
// POSIX.1-2017, chapter 11, "General Terminal Interface".
core::Result<crypto::SecretBytes> AskSecretly(const SecretQuestion& question);

}  // namespace keyward::cli
