// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "server/config/settings.h"

namespace keyward::server::config {

struct ConfigFile {
  std::string name;
  std::string text;
};

// Where settings come from. A flag counts before the environment, the environment before the file,
// the file before the default. A list is taken whole from the first that has it.
struct Sources {
  std::optional<ConfigFile> file = {};
  // A variable of the environment; "" when it is not set.
  std::function<std::string(const char*)> variable = [](const char*) { return std::string(); };
  std::vector<std::pair<const Setting*, std::string>> flags = {};
};

// Errors: those of ReadToml; kInvalidArgument "InvalidSetting", beginning with the flag or variable
// at fault; those of CheckTogether. Pure.
core::Result<Settings> Load(const Sources& sources);

}  // namespace keyward::server::config
