// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "cli/command_tree.h"
#include "cli/exit_code.h"

namespace keyward::cli {

// What the process knows and the arguments do not say.
struct Environment {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;  // stdout may be coloured: a terminal, and no NO_COLOR
  // Variables; "" when they are not set.
  std::string catalog;          // KEYWARD_CATALOG
  std::string data_dir;         // KEYWARD_DATA_DIR
  std::string key_file;         // KEYWARD_KEY_FILE
  std::string anchor;           // KEYWARD_ANCHOR
  std::string credentials_dir;  // CREDENTIALS_DIRECTORY, which systemd sets
  // Any other: where AWS's credentials and region are.
  std::function<std::string(const char*)> variable = [](const char*) { return std::string(); };
};

// Reads it from the process. Not thread-safe (getenv).
Environment ReadEnvironment();

// Runs `keyward ARGUMENTS`, the program's name not among them.
//
// Results go to `out`, everything else to `err`; bad usage is one line there and kBadInput.
ExitCode RunCommandLine(const std::vector<std::string>& arguments, const Environment& environment,
                        std::istream& in, std::ostream& out, std::ostream& err);

// Returns every command with its options, as the command line takes them.
Command DescribeCommands();

}  // namespace keyward::cli
