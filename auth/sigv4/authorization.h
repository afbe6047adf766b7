// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "auth/sigv4/canonical.h"
#include "auth/sigv4/request.h"
#include "core/result.h"

namespace keyward::auth {

enum class AuthorizationForm : std::uint8_t {
  kHeader,  // an Authorization header
  kQuery,   // a presigned request: X-Amz-Signature and its like in the query
};

// A presigned request may be good for this long. Source: Amazon S3 API Reference,
// "Authenticating Requests: Using Query Parameters", X-Amz-Expires.
inline constexpr std::chrono::seconds kMinLifetime{1};
inline constexpr std::chrono::seconds kMaxLifetime{604800};

// What a request says of who signed it, when and what. Nothing of it is proven yet.
struct Authorization {
  AuthorizationForm form = AuthorizationForm::kHeader;
  std::string access_key_id;   // 1 to 128 letters, digits and `_`
  CredentialScope scope;       // every part may be wrong
  std::string signed_headers;  // "host;x-amz-date": lower case, sorted, each once
  std::string signature;       // 64 lower-case hexadecimal digits
  std::string session_token;   // "" = none
  std::chrono::sys_seconds signed_at;
  std::chrono::seconds lifetime{0};           // presigned: X-Amz-Expires
  std::optional<std::string> content_sha256;  // the header's or the presigned query's, as given
};

// Reads who signed a request, without knowing any secret.
//
// A request has one Authorization header or one presigned query, never both. Given twice (whatever
// their values) these are refused: a query parameter whose name begins with `X-Amz-`, and the
// headers Authorization, Host, Date, X-Amz-Date, X-Amz-Content-Sha256, X-Amz-Security-Token and
// X-Amz-Target. A presigned request has neither X-Amz-Date nor X-Amz-Security-Token as a header.
// The time is X-Amz-Date (ISO 8601 basic), or in the header form else Date (that or an HTTP date).
//
// Thread-safe. Errors (kUnauthenticated): MissingAuthenticationToken when a request has neither
// form; IncompleteSignature for everything else, naming what is wrong.
// Source: IAM User Guide, "Authentication methods" and "Create a signed AWS API request".
core::Result<Authorization> ParseAuthorization(const HttpRequest& request);

}  // namespace keyward::auth
