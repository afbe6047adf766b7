// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "auth/credentials/config_file.h"
#include "auth/credentials/environment.h"
#include "auth/sigv4/credentials.h"
#include "core/result.h"

// A profile as AWS's two configuration files have it together.
namespace keyward::auth {

struct ConfigFiles {
  ConfigFile credentials;
  ConfigFile config;
};

// Reads ~/.aws/credentials and ~/.aws/config, or the files that AWS_SHARED_CREDENTIALS_FILE and
// AWS_CONFIG_FILE name. One that is not there is empty, unless it was named. Errors: those of
// ReadSecretFile and ConfigFile.
core::Result<ConfigFiles> LoadConfigFiles(const EnvironmentLookup& environment);

// Where the two files are: credentials, config.
std::array<std::string, 2> ConfigPaths(const EnvironmentLookup& environment);

struct ProfileName {
  std::string name;
  bool is_named = false;  // by anyone
};

// `given`, AWS_PROFILE, AWS_DEFAULT_PROFILE, or `default`.
ProfileName NameProfile(const std::string& given, const EnvironmentLookup& environment);

class Profile {
 public:
  // The files must outlive the profile.
  Profile(const ConfigFiles& files, std::string name);

  // Errors: kNotFound named "ProfileNotFound" when neither file has it and it was named.
  static core::Result<Profile> Find(const ConfigFiles& files, ProfileName name);

  bool exists() const { return in_credentials_ != nullptr || in_config_ != nullptr; }
  const std::string& name() const { return name_; }

  struct Found {
    const ConfigFile* file;
    const ConfigProperty* property;
    std::string_view value() const { return property->value; }
  };
  // What the credentials file says, else what the other does; nothing when neither does.
  std::optional<Found> Get(std::string_view property) const;
  // The value alone; "" when there is none.
  std::string Value(std::string_view property) const;

  // "profile `NAME` (FILE:LINE)".
  std::string Describe(const Found& found) const;

  // The keys that one of the files has for it; nothing when it has none. Errors: kInvalidArgument
  // named "InvalidCredentials" for half a pair and for what cannot be a key.
  core::Result<std::optional<Credentials>> Keys(bool of_credentials_file) const;

 private:
  const ConfigFiles* files_;
  std::string name_;
  const ConfigProfile* in_credentials_;
  const ConfigProfile* in_config_;
};

// Credentials of their parts; `token` may be "". Errors: kInvalidArgument named
// "InvalidCredentials", which name `source`.
core::Result<Credentials> MakeCredentials(std::string_view id, std::string_view secret,
                                          std::string_view token, std::string source);

// kInvalidArgument named "InvalidCredentials".
core::Error InvalidCredentials(std::string message);

}  // namespace keyward::auth
