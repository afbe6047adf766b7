// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

// The settings of `keyward serve`. One table drives flags, environment, configuration file and
// `--print-config`: a setting is a member here and a row in settings.cc.
namespace keyward::server::config {

// No value is a secret: what is secret lies in a file that is named here. "" and an empty list are
// what was not set.
struct Settings {
  std::string data_dir;
  std::string anchor;
  std::int64_t cache_mib = 32;
  std::string account_id;
  bool dev = false;

  std::string seal;
  std::string key_file;
  std::string passphrase_file;

  std::string http = "127.0.0.1:8080";
  std::string grpc;
  std::string grpc_client_ca;
  std::vector<std::string> grpc_principals;
  std::string grpc_region = "us-east-1";
  std::string metrics;
  std::string tls_certificate;
  std::string tls_key;
  bool dev_tls = false;
  std::int64_t max_connections = 512;
  std::int64_t threads = 0;
  std::int64_t drain_delay_seconds = 0;
  std::int64_t drain_seconds = 10;

  std::string audit_file;
  std::vector<std::string> audit_copies;
  std::string audit_policy = "all";
  std::int64_t audit_rotate_mib = 64;

  std::string log_level = "info";
  std::string user;
  std::string lock_memory = "try";
};

// One row of the table. Pointers are to static data.
struct Setting {
  using Text = std::string Settings::*;
  using Flag = bool Settings::*;
  using Number = std::int64_t Settings::*;
  using Texts = std::vector<std::string> Settings::*;

  const char* name;  // "data-dir": the flag is --data-dir, the variable KEYWARD_DATA_DIR
  // What a value looks like in --help: "FILE", "ADDR:PORT"; choices as in "all|any".
  const char* type;
  const char* group;
  const char* description;
  std::variant<Text, Flag, Number, Texts> field;
  std::int64_t least = 0;  // of a number
  std::int64_t most = 0;
};

// In the order in which --help and --print-config show them. Pure.
std::span<const Setting> SettingTable();

// "KEYWARD_DATA_DIR". Pure.
std::string VariableName(const Setting& setting);

// A literal address with a port: "127.0.0.1:8080", "[::1]:8080". The address itself is looked at by
// who listens.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};
core::Result<Endpoint> ParseEndpoint(std::string_view text);

// Sets a setting from a text, as flags and the environment have it: "true" or "false", digits, the
// text itself; a list is separated by commas. Errors: kInvalidArgument "InvalidSetting" in words
// that follow the setting's name ("takes `all` or `any`, not `x`").
core::Result<void> SetFromText(const Setting& setting, std::string_view text, Settings& settings);

// Whether the value that is set is one the setting takes. Errors: as SetFromText.
core::Result<void> CheckValue(const Setting& setting, const Settings& settings);

// What does not go together, whichever way it was set. Errors: kInvalidArgument "InvalidSetting",
// which names the settings.
core::Result<void> CheckTogether(const Settings& settings);

// The settings as a configuration file, each with its description; what is not set, as a comment.
// Read back it gives the same settings. Pure.
std::string RenderToml(const Settings& settings);

}  // namespace keyward::server::config
