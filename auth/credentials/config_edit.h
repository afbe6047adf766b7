// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/credentials/config_file.h"
#include "core/result.h"
#include "crypto/secret_bytes.h"

namespace keyward::auth {

// A property to set; without a value, to take out.
struct ConfigEdit {
  std::string name;
  std::optional<std::string_view> value;
};

// Returns the text of a configuration file with a profile's properties set, everything else byte
// for byte as it was: comments, other profiles, line ends. A value is replaced where it stands; new
// properties come first in the profile, a new profile last in the file. Wipe the result: it holds
// what the file did.
//
// Thread-safe. Errors: those of ConfigFile::Parse for the text as it is; kInvalidArgument named
// "InvalidConfigFile" when a property goes on in indented lines, or a name or value would not be
// read back as it is.
core::Result<std::string> EditProfile(const crypto::SecretBytes& text, const std::string& path,
                                      ConfigKind kind, const std::string& profile,
                                      const std::vector<ConfigEdit>& edits);

}  // namespace keyward::auth
