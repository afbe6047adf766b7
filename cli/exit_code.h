// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace keyward::cli {

// What `keyward` tells the shell. `keyward --help` prints the same table; a test compares the two.
enum class ExitCode : int {
  kOk = 0,  // allowed; a batch was evaluated whole; any other command did what was asked
  // the one simulated request is denied; a captured request's signature is refused; a service
  // denied what `call` or `org` asked for
  kDenied = 1,
  kDamaged = 1,   // `store check` or `audit verify` looked, and something is wrong
  kBadInput = 2,  // bad usage or input, or the results could not be written
  kFailed = 3,    // it could not be done: in use elsewhere, not unsealed, damaged; storage or
                  // endpoint failed
};

// The lines of the table, for --help.
inline constexpr char kExitCodeHelp[] =
    "Exit codes:\n"
    "  0  allowed; for a batch: every line was answered; otherwise: done\n"
    "  1  denied (a single simulated request); refused (a request's signature,\n"
    "     or by a service: `call`, `org`); damaged (`store check`, `audit verify`)\n"
    "  2  bad usage or input, or output that cannot be written\n"
    "  3  it could not be done: locked, not unsealed, damaged; storage or endpoint failed";

}  // namespace keyward::cli
