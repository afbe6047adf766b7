// SPDX-License-Identifier: Apache-2.0
#include "server/config/load.h"

#include "server/config/toml_file.h"

namespace keyward::server::config {
namespace {

core::Result<void> Set(const Setting& setting, const std::string& text, const std::string& whence,
                       Settings& settings) {
  core::Result<void> set = SetFromText(setting, text, settings);
  if (set) return set;
  return core::Error{set.error().code, set.error().name, whence + " " + set.error().message};
}

}  // namespace

core::Result<Settings> Load(const Sources& sources) {
  Settings settings;
  if (sources.file) {
    if (auto read = ReadToml(sources.file->text, sources.file->name, settings); !read) {
      return read.error();
    }
  }
  for (const Setting& setting : SettingTable()) {
    const std::string variable = VariableName(setting);
    const std::string text = sources.variable(variable.c_str());
    if (text.empty()) continue;
    if (auto set = Set(setting, text, variable, settings); !set) return set.error();
  }
  for (const auto& [setting, text] : sources.flags) {
    if (auto set = Set(*setting, text, std::string("--") + setting->name, settings); !set) {
      return set.error();
    }
  }
  if (auto checked = CheckTogether(settings); !checked) return checked.error();
  return settings;
}

}  // namespace keyward::server::config
