// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/sigv4/verify.h"
#include "crypto/secret_bytes.h"

// What is wrong with a signature, as far as it can be found out with the secret at hand. Each
// finding is one line, for people. Pure; thread-safe.
namespace keyward::cli {

// Tells the first line in which the canonical request that a signer made differs from ours, and
// which part of the request that line is: "the canonical request differs in line 4, the header
// `host`: theirs is `a`, ours is `b`". "" when they are the same but for line ends at the end.
std::string CompareCanonicalRequests(std::string_view theirs, std::string_view ours);
// The same for strings to sign.
std::string CompareStringsToSign(std::string_view theirs, std::string_view ours);

// Tries which change would make the signature right: the scope and time that the request claims,
// other rules for the path, the payload or the session token, the payload that the request claims.
std::vector<std::string> TrySignature(const auth::Authorization& authorization,
                                      const auth::HttpRequest& request,
                                      const crypto::SecretBytes& secret,
                                      const auth::ServiceRules& rules);

}  // namespace keyward::cli
