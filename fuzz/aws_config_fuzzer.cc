// SPDX-License-Identifier: Apache-2.0
// Reads the bytes as a configuration file of either kind, as a command, and as what a credential
// helper prints. What is read lies inside the text; no refusal repeats a line of it.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "auth/credentials/command_words.h"
#include "auth/credentials/config_file.h"
#include "auth/credentials/credential_process.h"
#include "auth/credentials/secret_input.h"
#include "fuzz/require.h"

namespace {

using namespace keyward::auth;
using keyward::crypto::AsBytes;
using keyward::crypto::SecretBytes;
using keyward::fuzz::Require;

void CheckFile(std::string_view text, ConfigKind kind) {
  const auto file = ConfigFile::Parse(*SecretBytes::Copy(AsBytes(text)), "f", kind);
  if (!file) {
    Require(file.error().name == "InvalidConfigFile", "a refusal has its name");
    Require(file.error().message.find('\n') == std::string::npos, "a refusal is one line");
    return;
  }
  for (const ConfigProfile& profile : file->profiles()) {
    Require(!profile.name.empty() && file->FindProfile(profile.name) == &profile,
            "profiles are found by their name");
    for (const ConfigProperty& property : profile.properties) {
      Require(profile.Find(property.name) == &property, "properties are found by their name");
      Require(property.value.find('\n') == std::string_view::npos, "a value is one line");
      Require(text.find(property.value) != std::string_view::npos, "a value is part of the text");
    }
  }
}

void Fuzz(std::span<const std::uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.size() > kMaxSecretInput) return;
  CheckFile(text, ConfigKind::kConfig);
  CheckFile(text, ConfigKind::kCredentials);
  if (const auto words = SplitCommand(text)) {
    Require(!words->empty() && !words->front().empty(), "a command has a program");
  }
  const std::chrono::sys_seconds now{std::chrono::seconds(1440938160)};
  if (const auto made = ParseProcessOutput(text, now)) {
    Require(!made->access_key_id.empty() && !made->secret_access_key.empty(),
            "credentials are whole");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
