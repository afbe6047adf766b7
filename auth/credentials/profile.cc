// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/profile.h"

#include <cstdlib>
#include <utility>

#include "auth/credentials/secret_input.h"
#include "auth/sigv4/errors.h"

namespace keyward::auth {
namespace {

using core::ErrorCode;

core::Result<ConfigFile> LoadFile(const std::string& path, bool is_named, ConfigKind kind) {
  auto text = ReadSecretFile(path);
  if (!text && !is_named && text.error().code == ErrorCode::kNotFound) {
    text = crypto::SecretBytes::Copy({});
  }
  if (!text) return std::move(text).error();
  return ConfigFile::Parse(*std::move(text), path, kind);
}

}  // namespace

std::string ProcessEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

core::Error InvalidCredentials(std::string message) {
  return {ErrorCode::kInvalidArgument, "InvalidCredentials", std::move(message), {}};
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

std::array<std::string, 2> ConfigPaths(const EnvironmentLookup& environment) {
  std::array<std::string, 2> paths = {environment("AWS_SHARED_CREDENTIALS_FILE"),
                                      environment("AWS_CONFIG_FILE")};
  if (paths[0].empty()) paths[0] = environment("HOME") + "/.aws/credentials";
  if (paths[1].empty()) paths[1] = environment("HOME") + "/.aws/config";
  return paths;
}

core::Result<ConfigFiles> LoadConfigFiles(const EnvironmentLookup& environment) {
  const auto paths = ConfigPaths(environment);
  auto credentials = LoadFile(paths[0], !environment("AWS_SHARED_CREDENTIALS_FILE").empty(),
                              ConfigKind::kCredentials);
  if (!credentials) return std::move(credentials).error();
  auto config = LoadFile(paths[1], !environment("AWS_CONFIG_FILE").empty(), ConfigKind::kConfig);
  if (!config) return std::move(config).error();
  return ConfigFiles{*std::move(credentials), *std::move(config)};
}

ProfileName NameProfile(const std::string& given, const EnvironmentLookup& environment) {
  if (!given.empty()) return {given, true};
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (std::string name = environment(variable); !name.empty()) return {std::move(name), true};
  }
  return {"default", false};
}

Profile::Profile(const ConfigFiles& files, std::string name)
    : files_(&files),
      name_(std::move(name)),
      in_credentials_(files.credentials.FindProfile(name_)),
      in_config_(files.config.FindProfile(name_)) {}

core::Result<Profile> Profile::Find(const ConfigFiles& files, ProfileName name) {
  Profile found(files, std::move(name.name));
  if (!name.is_named || found.exists()) return found;
  return core::Error{ErrorCode::kNotFound,
                     "ProfileNotFound",
                     "the profile `" + Shown(found.name()) + "` is neither in `" +
                         files.credentials.path() + "` nor in `" + files.config.path() + "`",
                     {}};
}

std::optional<Profile::Found> Profile::Get(std::string_view property) const {
  for (const bool first : {true, false}) {
    const ConfigProfile* const profile = first ? in_credentials_ : in_config_;
    const ConfigProperty* found = profile == nullptr ? nullptr : profile->Find(property);
    if (found != nullptr) return Found{first ? &files_->credentials : &files_->config, found};
  }
  return std::nullopt;
}

std::string Profile::Value(std::string_view property) const {
  const auto found = Get(property);
  return found ? std::string(found->value()) : std::string();
}

std::string Profile::Describe(const Found& found) const {
  return "profile `" + name_ + "` (" + found.file->Place(found.property->line) + ")";
}

core::Result<std::optional<Credentials>> Profile::Keys(bool of_credentials_file) const {
  const ConfigProfile* const profile = of_credentials_file ? in_credentials_ : in_config_;
  if (profile == nullptr) return std::optional<Credentials>();
  const ConfigFile& file = of_credentials_file ? files_->credentials : files_->config;
  std::array<std::string_view, 3> values;
  constexpr std::array<std::string_view, 3> kNames = {"aws_access_key_id", "aws_secret_access_key",
                                                      "aws_session_token"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const ConfigProperty* const property = profile->Find(kNames[i]);
    if (property == nullptr) continue;
    if (property->has_block) {
      return InvalidCredentials("`" + file.Place(property->line) + "`: `" + std::string(kNames[i]) +
                                "` goes on in an indented line");
    }
    values[i] = property->value;
  }
  if (values[0].empty() && values[1].empty()) return std::optional<Credentials>();
  auto made =
      MakeCredentials(values[0], values[1], values[2], "profile `" + name_ + "` of " + file.path());
  if (!made) return std::move(made).error();
  return std::optional(*std::move(made));
}

}  // namespace keyward::auth
