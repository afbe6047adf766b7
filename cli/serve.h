// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "cli/exit_code.h"
#include "server/config/settings.h"

namespace keyward::cli {

struct ServeArgs {
  std::string config;  // a file; "" = none
  bool print_config = false;
  std::vector<std::pair<const server::config::Setting*, std::string>> flags;
  // The environment; "" for what is not set.
  std::function<std::string(const char*)> variable = [](const char*) { return std::string(); };
};

// `keyward serve`: serves an installation until SIGTERM or SIGINT; docs/server.md.
//
// With --print-config only writes the settings that would hold. Takes over the process: signals,
// limits, user. From the settings' being right on, all that it says is one line of JSON an event on
// the process's standard error, and no longer through `err`.
ExitCode RunServe(const ServeArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
