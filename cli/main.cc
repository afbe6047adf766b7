// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/exit_code.h"

int main(int argc, char** argv) {
  using keyward::cli::ExitCode;
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is a write that fails, not a signal
  std::signal(SIGXFSZ, SIG_IGN);  // likewise a file that may not grow
  std::ios::sync_with_stdio(false);
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return static_cast<int>(keyward::cli::RunCommandLine(arguments, keyward::cli::ReadEnvironment(),
                                                         std::cin, std::cout, std::cerr));
  } catch (const std::bad_alloc&) {
    std::cerr << "keyward: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "keyward: internal error: " << error.what() << '\n';
  }
  return static_cast<int>(ExitCode::kBadInput);
}
