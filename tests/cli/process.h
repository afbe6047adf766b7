// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// Runs the real `keyward`, whose path is in KEYWARD_BINARY.
namespace keyward::cli_test {

struct ProcessOptions {
  std::vector<std::string> arguments;
  std::string stdin_text;  // ignored when stdin_file is given
  std::string stdin_file;
  std::vector<std::string> environment;  // NAME=VALUE, on top of PATH alone
  bool out_terminal = false;             // stdout is a pseudo-terminal
  bool err_terminal = false;
};

struct ProcessResult {
  int exit_code = -1;  // -1: it did not end by itself
  int signal = 0;
  std::string out;
  std::string err;
  long peak_kib = 0;  // the largest resident set
};

// Waits for the end. Throws std::runtime_error when the process cannot be started.
ProcessResult RunKeyward(const ProcessOptions& options);

// Runs a shell command with $KEYWARD set to the binary.
ProcessResult RunBash(const std::string& script);

// The directory of tests/cli in the source tree.
std::string TestDirectory();

// A file in a directory of this process, removed at its end; returns its path.
std::string TemporaryFile(const std::string& name, const std::string& text);

}  // namespace keyward::cli_test
