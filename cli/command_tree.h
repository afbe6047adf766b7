// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// The commands and options of `keyward` as plain data: what completion scripts are made of.
namespace keyward::cli {

struct CommandOption {
  std::string name;  // "--identity"
  std::string description;
  bool takes_value = false;
  bool takes_many = false;  // values follow each other: --identity a.json b.json
  bool takes_file = false;
  std::vector<std::string> choices;  // all values there are; empty = any
};

struct Command {
  std::string name;
  std::string description;
  std::vector<CommandOption> options;
  std::vector<Command> subcommands;
  bool takes_files = false;                     // as positional arguments
  std::vector<std::string> positional_choices;  // all values of the positional argument, if few
};

}  // namespace keyward::cli
