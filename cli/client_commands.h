// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "cli/call.h"
#include "cli/configure.h"
#include "cli/exit_code.h"
#include "cli/org.h"

namespace CLI {
class App;
}

// The commands of a service's client, as the command line declares and runs them.
namespace keyward::cli {

// Everything that they can set. Must live as long as the CLI::App that points into it.
struct ClientParsed {
  CallArgs call;
  ConfigureArgs configure;
  OrgArgs org;
};

// Adds `call`, `configure` and `org`.
void AddClientCommands(CLI::App* root, ClientParsed* parsed);

// Runs one of them; nothing when `command` ("keyward call") is another.
std::optional<ExitCode> RunClientCommand(const std::string& command, ClientParsed* parsed,
                                         const auth::EnvironmentLookup& environment,
                                         std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
