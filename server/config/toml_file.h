// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "server/config/settings.h"

namespace keyward::server::config {

// Reads a configuration file into `settings`: TOML, one key a setting, under the names of
// SettingTable. Strict: a key that is no setting, a value of another type, a value that the setting
// does not take are errors, and so is whatever is not TOML.
//
// `name` is the file's. Errors: kInvalidArgument "InvalidConfiguration", as
// `NAME:LINE:COLUMN: MESSAGE`; columns count characters. Then `settings` is half written. Pure.
// Source: TOML 1.0.0.
core::Result<void> ReadToml(std::string_view text, const std::string& name, Settings& settings);

}  // namespace keyward::server::config
