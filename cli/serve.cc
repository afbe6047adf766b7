// SPDX-License-Identifier: Apache-2.0
#include "cli/serve.h"

#include <cstddef>
#include <iostream>

#include "cli/files.h"
#include "cli/serve_process.h"
#include "cli/store_command.h"
#include "server/config/load.h"

namespace keyward::cli {
namespace {

namespace config = server::config;

constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20;

core::Result<config::Settings> LoadSettings(const ServeArgs& args) {
  config::Sources sources{.variable = args.variable, .flags = args.flags};
  const std::string file = args.config.empty() ? args.variable("KEYWARD_CONFIG") : args.config;
  if (!file.empty()) {
    core::Result<std::string> text = ReadWholeFile(file, kMaxConfigBytes, std::cin);
    if (!text) return std::move(text).error();
    sources.file = {DisplayName(file), *std::move(text)};
  }
  return config::Load(sources);
}

}  // namespace

ExitCode RunServe(const ServeArgs& args, std::ostream& out, std::ostream& err) {
  const core::Result<config::Settings> settings = LoadSettings(args);
  if (!settings) return Fail(err, settings.error());
  if (!args.print_config) return Serve(*settings, args.variable);
  out << config::RenderToml(*settings);
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
