// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "cli/exit_code.h"
#include "cli/sign.h"
#include "cli/verify_request.h"

namespace CLI {
class App;
}

// The commands about signatures, as the command line declares and runs them.
namespace keyward::cli {

// Everything that they can set. Must live as long as the CLI::App that points into it.
struct AuthParsed {
  SignArgs sign;
  SignArgs presign;
  VerifyRequestArgs verify;
};

// Adds `sign`, `presign` and `verify-request`. `output` takes what --output says.
void AddAuthCommands(CLI::App* root, AuthParsed* parsed, std::string* output);

// Runs one of them; nothing when `command` ("keyward sign") is another.
std::optional<ExitCode> RunAuthCommand(const std::string& command, AuthParsed* parsed,
                                       OutputStyle style,
                                       const auth::EnvironmentLookup& environment, std::istream& in,
                                       std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
