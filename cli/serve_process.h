// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cli/exit_code.h"
#include "server/config/settings.h"

namespace keyward::cli {

// Serves until SIGTERM or SIGINT, and returns when it has drained. `variable` is the environment.
// Returns kBadInput and kFailed as the commands on a store do.
ExitCode Serve(const server::config::Settings& settings,
               const std::function<std::string(const char*)>& variable);

}  // namespace keyward::cli
