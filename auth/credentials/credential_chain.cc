// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/credential_chain.h"

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "auth/credentials/container_source.h"
#include "auth/credentials/credential_process.h"
#include "auth/credentials/instance_source.h"
#include "auth/credentials/profile.h"
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

core::Result<void> RefuseProperties(const Profile& profile,
                                    std::initializer_list<const char*> properties) {
  for (const char* property : properties) {
    if (const auto found = profile.Get(property)) {
      return Unsupported(profile.Describe(*found) + " has `" + property + "`");
    }
  }
  return {};
}

// Refuses what would come before the keys of the credentials file and is not offered. A profile
// that the user named passes the environment's web identity over, as it does its keys.
core::Result<void> CheckSupported(const Profile& profile, const ChainOptions& options) {
  const auto role = profile.Get("role_arn");
  if (role && !profile.Get("web_identity_token_file")) {
    const auto source = profile.Get("source_profile");
    return Unsupported(profile.Describe(*role) + " assumes the role `" + Shown(role->value()) +
                       "`" + (source ? " from the profile `" + Shown(source->value()) + "`" : ""));
  }
  for (const char* variable : {"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"}) {
    if (!options.profile.empty() || options.environment(variable).empty()) continue;
    return Unsupported(std::string(variable) + " asks for a role by web identity");
  }
  return RefuseProperties(
      profile, {"web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id"});
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
  auto supported = CheckSupported(profile, options);
  if (!supported) return std::move(supported).error();
  auto found = profile.Keys(/*of_credentials_file=*/true);
  if (found && !found->has_value()) {
    if (auto good = RefuseProperties(profile, {"login_session"}); !good) {
      return std::move(good).error();
    }
    found = FromProcess(profile, clock);
  }
  if (found && !found->has_value()) found = profile.Keys(/*of_credentials_file=*/false);
  if (found && !found->has_value()) found = AskContainer(options, clock);
  if (!found) return std::move(found).error();
  if (found->has_value()) return **std::move(found);
  return AskInstance(options, *files, profile, clock);
}

}  // namespace keyward::auth
