// SPDX-License-Identifier: Apache-2.0
// Reads the bytes as the server's configuration file. What is accepted keeps each setting's rules,
// and is printed as a file that is read back to the same; a refusal is one line with its place.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "fuzz/require.h"
#include "server/config/settings.h"
#include "server/config/toml_file.h"

namespace {

using namespace keyward::server::config;
using keyward::fuzz::Require;

// Far more than the settings take; toml++ needs longer than linear time for deep tables.
constexpr std::size_t kMaxBytes = 16384;

void Fuzz(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kMaxBytes) return;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  Settings settings;
  const auto read = ReadToml(text, "f", settings);
  if (!read) {
    Require(read.error().name == "InvalidConfiguration", "a refusal has its name");
    Require(read.error().message.starts_with("f:"), "a refusal begins with its place");
    Require(read.error().message.find('\n') == std::string::npos, "a refusal is one line");
    return;
  }
  for (const Setting& setting : SettingTable()) {
    Require(CheckValue(setting, settings).has_value(), "what is accepted keeps the rules");
  }
  const std::string printed = RenderToml(settings);
  Settings again;
  Require(ReadToml(printed, "f", again).has_value(), "what is printed is read back");
  Require(RenderToml(again) == printed, "what is read back is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
