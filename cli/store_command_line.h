// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace CLI {
class App;
}

namespace keyward::cli {

// What the command line sets of `seal …`, `store …` and `audit …`. It must live as long as the
// CLI::App.
struct StoreParsed {
  StoreArgs args;
  std::string output;
};

// Declares `keyward seal …`, `keyward store …` and `keyward audit …`.
void AddStoreCommands(CLI::App* root, StoreParsed* parsed);

// Runs the command that `path` ("keyward seal init") names; nothing when it names none of these.
// What was not given as an option is taken from the environment.
std::optional<ExitCode> DispatchStore(const std::string& path, const Environment& environment,
                                      const StoreParsed& parsed, std::ostream& out,
                                      std::ostream& err);

}  // namespace keyward::cli
