// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/credential_chain.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/credentials/container_source.h"
#include "auth/credentials/credential_process.h"
#include "auth/credentials/instance_source.h"
#include "auth/credentials/link_local.h"
#include "auth/credentials/profile.h"
#include "auth/credentials/role_source.h"
#include "auth/credentials/settings.h"
#include "auth/sigv4/errors.h"
#include "crypto/wipe.h"

namespace keyward::auth {
namespace {

using core::ErrorCode;

core::Error Unsupported(std::string message) {
  return {ErrorCode::kUnimplemented,
          "UnsupportedCredentialSource",
          std::move(message) + ", which is not supported yet",
          {}};
}

// The environment's keys; nothing when it has none.
core::Result<std::optional<Credentials>> FromEnvironment(const EnvironmentLookup& environment) {
  const std::string id = environment("AWS_ACCESS_KEY_ID");
  std::string secret = environment("AWS_SECRET_ACCESS_KEY");
  if (id.empty() && secret.empty()) return std::optional<Credentials>();
  auto made = MakeCredentials(id, secret, environment("AWS_SESSION_TOKEN"), "environment");
  crypto::Wipe(secret);
  if (!made) return std::move(made).error();
  return std::optional(*std::move(made));
}

core::Error NoneIn(const std::string& place) {
  return {ErrorCode::kNotFound, "NoCredentials", place + " has no credentials"};
}

core::Result<void> RefuseProperties(const Profile& profile,
                                    std::initializer_list<const char*> properties) {
  for (const char* property : properties) {
    if (const auto found = profile.Get(property)) {
      return Unsupported(profile.Describe(*found) + " has `" + property + "`");
    }
  }
  return {};
}

// A profile that the user named passes the environment's web identity over, as it does its keys.
core::Result<void> RefuseWebIdentity(const ChainOptions& options) {
  for (const char* variable : {"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"}) {
    if (!options.profile.empty() || options.environment(variable).empty()) continue;
    return Unsupported(std::string(variable) + " asks for a role by web identity");
  }
  return {};
}

core::Result<std::optional<Credentials>> FromProcess(const Profile& profile,
                                                     const core::Clock& clock) {
  const auto process = profile.Get("credential_process");
  if (!process) return std::optional<Credentials>();
  auto made = RunCredentialProcess(process->value(), clock.Now());
  if (!made) {
    core::Error error = std::move(made).error();
    error.message = profile.Describe(*process) + ": " + error.message;
    return error;
  }
  made->source = "credential_process of " + profile.Describe(*process);
  return std::optional(*std::move(made));
}

// What the profile has by itself.
core::Result<std::optional<Credentials>> FromProfile(const Profile& profile,
                                                     const core::Clock& clock) {
  if (auto good = RefuseProperties(
          profile, {"web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id"});
      !good) {
    return std::move(good).error();
  }
  auto found = profile.Keys(/*of_credentials_file=*/true);
  if (found && !found->has_value()) {
    if (auto good = RefuseProperties(profile, {"login_session"}); !good) {
      return std::move(good).error();
    }
    found = FromProcess(profile, clock);
  }
  if (found && !found->has_value()) found = profile.Keys(/*of_credentials_file=*/false);
  return found;
}

core::Result<std::optional<Credentials>> AskContainer(const ChainOptions& options,
                                                      const core::Clock& clock) {
  for (const char* variable :
       {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"}) {
    if (options.fetch || options.environment(variable).empty()) continue;
    return Unsupported(std::string(variable) + " names a container's credentials endpoint");
  }
  return FromContainer(options.environment, options.fetch, clock.Now());
}

// The end of the chain: the instance's credentials, or that there are none.
core::Result<Credentials> AskInstance(const ChainOptions& options, const ConfigFiles& files,
                                      const Profile& profile, const core::Clock& clock) {
  std::string why = "the instance metadata service is not asked";
  if (options.fetch) {
    auto found = FromInstance(options.environment,
                              {profile.Value("ec2_metadata_service_endpoint"),
                               profile.Value("ec2_metadata_service_endpoint_mode")},
                              options.fetch, clock.Now());
    if (found || found.error().name != "NoInstanceCredentials") return found;
    why = found.error().message;
  }
  return core::Error{ErrorCode::kNotFound,
                     "NoCredentials",
                     "no credentials: neither the environment nor the profile `" +
                         Shown(profile.name()) + "` of `" + files.credentials.path() + "` and `" +
                         files.config.path() + "` has any, and " + why,
                     {}};
}

bool AssumesRole(const Profile& profile) {
  return profile.Get("role_arn") && !profile.Get("web_identity_token_file");
}

bool HasKeys(const Profile& profile) {
  return profile.Get("aws_access_key_id") || profile.Get("aws_secret_access_key");
}

// Refuses a profile whose role cannot be assumed as it asks.
core::Result<void> CheckRole(const Profile& profile) {
  const auto role = profile.Get("role_arn");
  if (role->value().empty()) return InvalidCredentials(profile.Describe(*role) + ": no role");
  if (profile.Get("source_profile").has_value() == profile.Get("credential_source").has_value()) {
    return InvalidCredentials(profile.Describe(*role) +
                              ": a role has `source_profile` or `credential_source`, one of them");
  }
  return RefuseProperties(profile, {"mfa_serial"});
}

// Credentials of the kind that credential_source names.
core::Result<Credentials> FromNamedSource(const ChainOptions& options, const ConfigFiles& files,
                                          const Profile& profile, const core::Clock& clock) {
  const auto source = profile.Get("credential_source");
  core::Result<std::optional<Credentials>> found = std::optional<Credentials>();
  if (source->value() == "Ec2InstanceMetadata") return AskInstance(options, files, profile, clock);
  if (source->value() == "Environment") {
    found = FromEnvironment(options.environment);
  } else if (source->value() == "EcsContainer") {
    found = AskContainer(options, clock);
  } else {
    return InvalidCredentials(
        profile.Describe(*source) +
        ": `credential_source` is Environment, EcsContainer or Ec2InstanceMetadata");
  }
  if (!found) return std::move(found).error();
  if (found->has_value()) return **std::move(found);
  return NoneIn(profile.Describe(*source) + ": " + std::string(source->value()));
}

// Those of the profile at the end of the chain of roles, by itself.
core::Result<Credentials> FromSourceProfile(const Profile& profile, const core::Clock& clock) {
  auto found = FromProfile(profile, clock);
  if (!found) return std::move(found).error();
  if (found->has_value()) return **std::move(found);
  return NoneIn("the source profile `" + Shown(profile.name()) + "`");
}

// Follows source_profile from a role to what assumes it, and adds the roles on the way. Who has
// keys uses them, role or not.
core::Result<Credentials> FindCaller(const ChainOptions& options, const ConfigFiles& files,
                                     const core::Clock& clock, std::vector<Profile>* roles) {
  for (;;) {
    const Profile& role = roles->back();
    if (auto good = CheckRole(role); !good) return std::move(good).error();
    const auto named = role.Get("source_profile");
    if (!named) return FromNamedSource(options, files, role, clock);
    auto source = Profile::Find(files, {std::string(named->value()), /*is_named=*/true});
    if (!source) return InSource(std::move(source).error(), role.Describe(*named));
    if (HasKeys(*source) || !AssumesRole(*source)) return FromSourceProfile(*source, clock);
    const auto same = [&](const Profile& other) { return other.name() == source->name(); };
    if (std::ranges::any_of(*roles, same)) {
      return InvalidCredentials(role.Describe(*named) + ": the source profiles go in a circle");
    }
    roles->push_back(*std::move(source));
  }
}

core::Result<Credentials> FromRole(const ChainOptions& options, const ConfigFiles& files,
                                   const Profile& profile, const core::Clock& clock) {
  const auto first = profile.Get("role_arn");
  if (!options.fetch) return Unsupported(profile.Describe(*first) + " assumes a role");
  const SettingSources sources{options.profile, options.environment};
  const auto region = ResolveRegion(sources);
  if (!region) return region.error();
  const auto endpoint = ResolveEndpoint(sources, "STS");
  if (!endpoint) return endpoint.error();
  const auto bundle = ResolveCaBundle(sources);
  if (!bundle) return bundle.error();
  std::vector<Profile> roles = {profile};
  auto caller = FindCaller(options, files, clock, &roles);
  for (; caller && !roles.empty(); roles.pop_back()) {
    const Profile& role = roles.back();
    const auto arn = role.Get("role_arn");
    auto assumed = AssumeRole({.role_arn = std::string(arn->value()),
                               .session_name = role.Value("role_session_name"),
                               .external_id = role.Value("external_id"),
                               .duration_seconds = role.Value("duration_seconds"),
                               .region = region->value,
                               .endpoint = endpoint->value,
                               .ca_bundle = bundle->value},
                              *caller, options.fetch, clock.Now());
    if (!assumed) return InSource(std::move(assumed).error(), role.Describe(*arn));
    assumed->source += " of " + role.Describe(*arn);
    caller = std::move(assumed);
  }
  return caller;
}

}  // namespace

core::Result<Credentials> ResolveCredentials(const ChainOptions& options,
                                             const core::Clock& clock) {
  if (options.profile.empty()) {
    auto found = FromEnvironment(options.environment);
    if (!found) return std::move(found).error();
    if (found->has_value()) return **std::move(found);
  }
  const auto files = LoadConfigFiles(options.environment);
  if (!files) return files.error();
  const auto named = Profile::Find(*files, NameProfile(options.profile, options.environment));
  if (!named) return named.error();
  const Profile& profile = *named;
  if (AssumesRole(profile)) return FromRole(options, *files, profile, clock);
  if (auto good = RefuseWebIdentity(options); !good) return std::move(good).error();
  auto found = FromProfile(profile, clock);
  if (found && !found->has_value()) found = AskContainer(options, clock);
  if (!found) return std::move(found).error();
  if (found->has_value()) return **std::move(found);
  return AskInstance(options, *files, profile, clock);
}

}  // namespace keyward::auth
