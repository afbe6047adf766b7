// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/settings.h"

#include <utility>

#include "auth/credentials/profile.h"
#include "core/encoding.h"

namespace keyward::auth {
namespace {

FoundSetting FromVariable(const EnvironmentLookup& environment, const std::string& name) {
  std::string value = environment(name.c_str());
  if (value.empty()) return {};
  return {std::move(value), name};
}

FoundSetting FromProfile(const Profile& profile, std::string_view property) {
  const auto found = profile.Get(property);
  if (!found || found->value().empty()) return {};
  return {std::string(found->value()), profile.Describe(*found)};
}

core::Result<FoundSetting> InProfile(const SettingSources& sources, std::string_view property) {
  const auto files = LoadConfigFiles(sources.environment);
  if (!files) return files.error();
  const auto profile = Profile::Find(*files, NameProfile(sources.profile, sources.environment));
  if (!profile) return profile.error();
  return FromProfile(*profile, property);
}

// "Secrets Manager" is SECRETS_MANAGER.
std::string VariableOf(std::string_view service_id) {
  std::string name = "AWS_ENDPOINT_URL_";
  for (const char c : service_id) {
    const bool lower = c >= 'a' && c <= 'z';
    name += c == ' ' || c == '-' ? '_' : lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

}  // namespace

core::Result<FoundSetting> ResolveRegion(const SettingSources& sources) {
  FoundSetting variable = FromVariable(sources.environment, "AWS_REGION");
  if (variable.value.empty()) variable = FromVariable(sources.environment, "AWS_DEFAULT_REGION");
  if (sources.profile.empty() && !variable.value.empty()) return variable;
  auto found = InProfile(sources, "region");
  if (found && found->value.empty()) return variable;
  return found;
}

core::Result<FoundSetting> ResolveEndpoint(const SettingSources& sources,
                                           std::string_view service_id) {
  if (core::EqualsIgnoreCase(sources.environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true")) {
    return FoundSetting();
  }
  for (const std::string& name : {VariableOf(service_id), std::string("AWS_ENDPOINT_URL")}) {
    if (FoundSetting found = FromVariable(sources.environment, name); !found.value.empty()) {
      return found;
    }
  }
  const auto files = LoadConfigFiles(sources.environment);
  if (!files) return files.error();
  const auto profile = Profile::Find(*files, NameProfile(sources.profile, sources.environment));
  if (!profile) return profile.error();
  if (core::EqualsIgnoreCase(profile->Value("ignore_configured_endpoint_urls"), "true")) {
    return FoundSetting();
  }
  if (const auto services = profile->Get("services")) {
    return core::Error{core::ErrorCode::kUnimplemented, "UnsupportedSetting",
                       profile->Describe(*services) +
                           " has `services`, which is not supported yet: give `endpoint_url`"};
  }
  return FromProfile(*profile, "endpoint_url");
}

core::Result<FoundSetting> ResolveCaBundle(const SettingSources& sources) {
  FoundSetting variable = FromVariable(sources.environment, "AWS_CA_BUNDLE");
  if (!variable.value.empty()) return variable;
  return InProfile(sources, "ca_bundle");
}

}  // namespace keyward::auth
