// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/serve.h"

namespace CLI {
class App;
}

namespace keyward::cli {

// Adds `serve`, with an option for each row of the table of settings. `args` must live as long as
// the CLI::App.
void AddServeCommand(CLI::App* root, ServeArgs* args);

}  // namespace keyward::cli
