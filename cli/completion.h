// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "cli/command_tree.h"
#include "cli/exit_code.h"

namespace keyward::cli {

struct CompletionArgs {
  std::string shell;  // "bash", "zsh" or "fish"
};

// `keyward completion SHELL`: prints a script that completes subcommands, options, the values of
// options that have few, and files. Source it, or put it where the shell looks for completions.
//
// Returns kBadInput for another shell (the command line refuses it before).
ExitCode RunCompletion(const CompletionArgs& args, const Command& root, std::ostream& out,
                       std::ostream& err);

}  // namespace keyward::cli
