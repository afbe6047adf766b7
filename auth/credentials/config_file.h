// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crypto/secret_bytes.h"

namespace keyward::auth {

enum class ConfigKind : std::uint8_t {
  kConfig,       // ~/.aws/config: [default], [profile NAME], and sections that we do not read
  kCredentials,  // ~/.aws/credentials: [NAME]
};

struct ConfigProperty {
  std::string_view name;   // in any case; compare ignoring case
  std::string_view value;  // without blanks and comment at its ends
  std::uint32_t line = 0;
  bool has_block = false;  // indented lines follow, as in `s3 =`: they are not read
};

struct ConfigProfile {
  std::string name;
  std::uint32_t line = 0;
  std::vector<ConfigProperty> properties;

  // The property of this name, ignoring case; null when there is none.
  const ConfigProperty* Find(std::string_view property) const;
};

// One of AWS's two configuration files, whose text (and every value) stays in locked memory.
//
// Lines are `[section]`, `name = value`, blank, or a comment that begins with `#` or `;`; in a
// value a comment begins with ` #` or ` ;`. Indented lines belong to the property above. Refused,
// each with file and line and without the line's text, which may be a secret: anything else, two
// sections or two properties of one name, sections that a file of this kind does not have, control
// characters. Immutable, so safe to share.
// Source: AWS SDKs and Tools Reference Guide, "Using shared config and credentials files".
class ConfigFile {
 public:
  // Errors: kInvalidArgument named "InvalidConfigFile".
  static core::Result<ConfigFile> Parse(crypto::SecretBytes text, std::string path,
                                        ConfigKind kind);

  // Null when there is none.
  const ConfigProfile* FindProfile(std::string_view name) const;
  const std::vector<ConfigProfile>& profiles() const { return profiles_; }
  const std::string& path() const { return path_; }

  // "PATH:LINE", for messages.
  std::string Place(std::uint32_t line) const;

 private:
  ConfigFile(crypto::SecretBytes text, std::string path, std::vector<ConfigProfile> profiles)
      : text_(std::move(text)), path_(std::move(path)), profiles_(std::move(profiles)) {}

  crypto::SecretBytes text_;  // stays where it is when this object is moved
  std::string path_;
  std::vector<ConfigProfile> profiles_;
};

}  // namespace keyward::auth
