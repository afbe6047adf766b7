// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/credential_chain.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "auth/credentials/config_file.h"
#include "auth/credentials/credential_process.h"
#include "auth/credentials/secret_input.h"
#include "auth/sigv4/errors.h"
#include "core/encoding.h"
#include "crypto/wipe.h"

namespace keyward::auth {
namespace {

using core::ErrorCode;

core::Error InvalidCredentials(std::string message) {
  return {ErrorCode::kInvalidArgument, "InvalidCredentials", std::move(message), {}};
}

core::Error Unsupported(std::string message) {
  return {ErrorCode::kUnimplemented,
          "UnsupportedCredentialSource",
          std::move(message) + ", which is not supported yet",
          {}};
}

core::Result<Credentials> MakeCredentials(std::string_view id, std::string_view secret,
                                          std::string_view token, std::string source) {
  if (id.empty() || secret.empty()) {
    return InvalidCredentials("the " + source + " has half of an access key: its " +
                              (id.empty() ? "id" : "secret") + " is missing");
  }
  if (!IsSecretKey(crypto::AsBytes(secret))) {
    return InvalidCredentials("the secret access key of the " + source +
                              " has blanks or bytes that are not ASCII");
  }
  auto kept = crypto::SecretBytes::Copy(crypto::AsBytes(secret));
  if (!kept) return std::move(kept).error();
  return Credentials{std::string(id), *std::move(kept), std::string(token), std::move(source)};
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

// Both files; one that is not there is empty, unless the environment named it.
struct Files {
  ConfigFile credentials;
  ConfigFile config;
};

core::Result<ConfigFile> LoadFile(const EnvironmentLookup& environment, const char* variable,
                                  const char* name, ConfigKind kind) {
  const std::string named = environment(variable);
  const std::string path = named.empty() ? environment("HOME") + "/.aws/" + name : named;
  auto text = ReadSecretFile(path);
  if (!text && named.empty() && text.error().code == ErrorCode::kNotFound) {
    text = crypto::SecretBytes::Copy({});
  }
  if (!text) return std::move(text).error();
  return ConfigFile::Parse(*std::move(text), path, kind);
}

core::Result<Files> LoadFiles(const EnvironmentLookup& environment) {
  auto credentials =
      LoadFile(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials", ConfigKind::kCredentials);
  if (!credentials) return std::move(credentials).error();
  auto config = LoadFile(environment, "AWS_CONFIG_FILE", "config", ConfigKind::kConfig);
  if (!config) return std::move(config).error();
  return Files{*std::move(credentials), *std::move(config)};
}

struct ProfileName {
  std::string name;
  bool is_named = false;  // by anyone
};

ProfileName NameProfile(const ChainOptions& options) {
  if (!options.profile.empty()) return {options.profile, true};
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (std::string name = options.environment(variable); !name.empty()) {
      return {std::move(name), true};
    }
  }
  return {"default", false};
}

// One profile as the two files have it.
class Profile {
 public:
  Profile(const Files& files, std::string name)
      : files_(files),
        name_(std::move(name)),
        in_credentials_(files.credentials.FindProfile(name_)),
        in_config_(files.config.FindProfile(name_)) {}

  bool exists() const { return in_credentials_ != nullptr || in_config_ != nullptr; }
  const std::string& name() const { return name_; }

  // What the first file says, else what the second does; nothing when neither does.
  struct Found {
    const ConfigFile* file;
    const ConfigProperty* property;
  };
  std::optional<Found> Find(std::string_view property) const {
    for (const bool first : {true, false}) {
      const ConfigProfile* const profile = first ? in_credentials_ : in_config_;
      const ConfigProperty* found = profile == nullptr ? nullptr : profile->Find(property);
      if (found != nullptr) return Found{first ? &files_.credentials : &files_.config, found};
    }
    return std::nullopt;
  }

  std::string Describe(const Found& found) const {
    return "profile `" + name_ + "` (" + found.file->Place(found.property->line) + ")";
  }

  // The keys that one of the files has for it; nothing when it has none.
  core::Result<std::optional<Credentials>> Keys(bool of_credentials_file) const {
    const ConfigProfile* const profile = of_credentials_file ? in_credentials_ : in_config_;
    if (profile == nullptr) return std::optional<Credentials>();
    const ConfigFile& file = of_credentials_file ? files_.credentials : files_.config;
    std::array<std::string_view, 3> values;
    constexpr std::array<std::string_view, 3> kNames = {
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const ConfigProperty* const property = profile->Find(kNames[i]);
      if (property == nullptr) continue;
      if (property->has_block) {
        return InvalidCredentials("`" + file.Place(property->line) + "`: `" +
                                  std::string(kNames[i]) + "` goes on in an indented line");
      }
      values[i] = property->value;
    }
    if (values[0].empty() && values[1].empty()) return std::optional<Credentials>();
    auto made = MakeCredentials(values[0], values[1], values[2],
                                "profile `" + name_ + "` of " + file.path());
    if (!made) return std::move(made).error();
    return std::optional(*std::move(made));
  }

 private:
  const Files& files_;
  std::string name_;
  const ConfigProfile* in_credentials_;
  const ConfigProfile* in_config_;
};

// Refuses a profile that wants what we do not offer and would come before its keys.
core::Result<void> CheckSupported(const Profile& profile, const EnvironmentLookup& environment) {
  if (const auto role = profile.Find("role_arn")) {
    const auto source = profile.Find("source_profile");
    return Unsupported(
        profile.Describe(*role) + " assumes the role `" + Shown(role->property->value) + "`" +
        (source ? " from the profile `" + Shown(source->property->value) + "`" : ""));
  }
  for (const char* variable : {"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"}) {
    if (environment(variable).empty()) continue;
    return Unsupported(std::string(variable) + " asks for a role by web identity");
  }
  for (const char* property : {"web_identity_token_file", "sso_session", "sso_start_url",
                               "sso_account_id", "login_session"}) {
    if (const auto found = profile.Find(property)) {
      return Unsupported(profile.Describe(*found) + " has `" + property + "`");
    }
  }
  return {};
}

core::Result<std::optional<Credentials>> FromProcess(const Profile& profile,
                                                     const core::Clock& clock) {
  const auto process = profile.Find("credential_process");
  if (!process) return std::optional<Credentials>();
  auto made = RunCredentialProcess(process->property->value, clock.Now());
  if (!made) {
    core::Error error = std::move(made).error();
    error.message = profile.Describe(*process) + ": " + error.message;
    return error;
  }
  made->source = "credential_process of " + profile.Describe(*process);
  return std::optional(*std::move(made));
}

core::Error ProfileNotFound(const Files& files, const std::string& name) {
  return {ErrorCode::kNotFound,
          "ProfileNotFound",
          "the profile `" + Shown(name) + "` is neither in `" + files.credentials.path() +
              "` nor in `" + files.config.path() + "`",
          {}};
}

core::Result<Credentials> Nothing(const Files& files, const EnvironmentLookup& environment,
                                  const std::string& profile) {
  for (const char* variable :
       {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"}) {
    if (environment(variable).empty()) continue;
    return Unsupported(std::string(variable) + " names a container's credentials endpoint");
  }
  return core::Error{ErrorCode::kNotFound,
                     "NoCredentials",
                     "no credentials: neither the environment nor the profile `" + Shown(profile) +
                         "` of `" + files.credentials.path() + "` and `" + files.config.path() +
                         "` has any, and the instance metadata service is not asked",
                     {}};
}

}  // namespace

std::string ProcessEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

core::Result<Credentials> ResolveCredentials(const ChainOptions& options,
                                             const core::Clock& clock) {
  if (options.profile.empty()) {
    auto found = FromEnvironment(options.environment);
    if (!found) return std::move(found).error();
    if (found->has_value()) return **std::move(found);
  }
  const auto files = LoadFiles(options.environment);
  if (!files) return files.error();
  const ProfileName name = NameProfile(options);
  const Profile profile(*files, name.name);
  if (name.is_named && !profile.exists()) return ProfileNotFound(*files, name.name);
  auto supported = CheckSupported(profile, options.environment);
  if (!supported) return std::move(supported).error();
  auto found = profile.Keys(/*of_credentials_file=*/true);
  if (found && !found->has_value()) found = FromProcess(profile, clock);
  if (found && !found->has_value()) found = profile.Keys(/*of_credentials_file=*/false);
  if (!found) return std::move(found).error();
  if (found->has_value()) return **std::move(found);
  return Nothing(*files, options.environment, name.name);
}

core::Result<std::string> ResolveRegion(const ChainOptions& options) {
  std::string region = options.environment("AWS_REGION");
  if (region.empty()) region = options.environment("AWS_DEFAULT_REGION");
  if (options.profile.empty() && !region.empty()) return region;
  const auto files = LoadFiles(options.environment);
  if (!files) return files.error();
  const ProfileName name = NameProfile(options);
  const Profile profile(*files, name.name);
  if (name.is_named && !profile.exists()) return ProfileNotFound(*files, name.name);
  if (const auto found = profile.Find("region")) return std::string(found->property->value);
  return region;
}

}  // namespace keyward::auth
