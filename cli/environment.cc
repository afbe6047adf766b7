// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "cli/command_line.h"

namespace keyward::cli {
namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

// Source: no-color.org: NO_COLOR counts when it is present and not empty.
Environment ReadEnvironment() {
  Environment environment;
  environment.out_is_terminal = ::isatty(STDOUT_FILENO) != 0;
  environment.err_is_terminal = ::isatty(STDERR_FILENO) != 0;
  environment.colour =
      environment.out_is_terminal && Variable("NO_COLOR").empty() && Variable("TERM") != "dumb";
  environment.catalog = Variable("KEYWARD_CATALOG");
  environment.data_dir = Variable("KEYWARD_DATA_DIR");
  environment.key_file = Variable("KEYWARD_KEY_FILE");
  environment.anchor = Variable("KEYWARD_ANCHOR");
  environment.credentials_dir = Variable("CREDENTIALS_DIRECTORY");
  environment.variable = [](const char* name) { return std::string(Variable(name)); };
  return environment;
}

}  // namespace keyward::cli
