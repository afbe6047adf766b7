// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace keyward::cli {

// What `keyward` tells the shell. `keyward --help` prints the same table; a test compares the two.
enum class ExitCode : int {
  kOk = 0,        // allowed; a batch was evaluated whole; any other command did what was asked
  kDenied = 1,    // the one simulated request is denied; a captured request's signature is refused
  kBadInput = 2,  // bad usage or input, or the results could not be written
};

// The lines of the table, for --help.
inline constexpr char kExitCodeHelp[] =
    "Exit codes:\n"
    "  0  allowed; for a batch: every line was answered; otherwise: done\n"
    "  1  denied (a single simulated request); refused (a request's signature)\n"
    "  2  bad usage or input, or output that cannot be written";

}  // namespace keyward::cli
