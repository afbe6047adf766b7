// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crypto/secret_bytes.h"

namespace keyward::auth {

// What signs requests: long-lived when there is no session token.
struct Credentials {
  std::string access_key_id;
  crypto::SecretBytes secret_access_key;
  std::string session_token;  // "" = none; proves nothing without the secret
  std::string source;         // for people: "environment", "profile `dev` of /home/a/.aws/config"
};

}  // namespace keyward::auth
