// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <variant>

#include "cli/options.h"

namespace keyward::cli {
namespace {

using server::config::Setting;

constexpr char kFooter[] =
    "Each option is also a key of the configuration file (`http = \"127.0.0.1:8080\"`) and a\n"
    "variable (KEYWARD_HTTP); options count before variables, variables before the file.\n"
    "A passphrase is read from --passphrase-file, else the systemd credential\n"
    "`keyward-passphrase`, else KEYWARD_PASSPHRASE, else the terminal.";

void AddSetting(CLI::App* app, const Setting& setting, ServeArgs* args) {
  const bool flag = std::holds_alternative<Setting::Flag>(setting.field);
  CLI::Option* option = app->add_option_function<std::string>(
      std::string("--") + setting.name,
      [args, row = &setting, flag](const std::string& text) {
        args->flags.emplace_back(row, flag && text != "false" ? "true" : text);
      },
      setting.description);
  option->type_name(setting.type)->group(setting.group);
  option->check(CLI::Validator(
      [type = std::string(setting.type)](std::string& text) {
        if (text.empty()) return std::string("needs a value");
        return SplitChoices(type).empty() ? std::string() : CheckChoice(type, text);
      },
      "", ""));
  if (flag) option->expected(0, 1);
}

}  // namespace

void AddServeCommand(CLI::App* root, ServeArgs* args) {
  CLI::App* app = root->add_subcommand("serve", "Serve an installation");
  AddText(app, "--config", &args->config, "FILE", "Settings in TOML; also KEYWARD_CONFIG",
          "Configuration");
  app->add_flag("--print-config", args->print_config,
                "Print the settings that hold, as a configuration file, and end")
      ->group("Configuration");
  for (const Setting& setting : server::config::SettingTable()) AddSetting(app, setting, args);
  app->footer(std::string(kFooter) + "\n\n" + kExitCodeHelp);
}

}  // namespace keyward::cli
