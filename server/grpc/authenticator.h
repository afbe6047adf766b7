// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/caller.h"
#include "auth/tokens/access_token.h"
#include "core/result.h"

namespace keyward::server::grpc {

// What a call shows of who makes it.
struct Presented {
  std::vector<std::string_view> authorization;  // the values of that metadata key
  std::string_view certificate;  // PEM, its chain verified by the transport; "" = none
};

// Finds out who makes a call: whose access token it carries, or for whom its client certificate
// stands. Nothing else counts: neither a session token nor a secret key opens as a token. Both at
// once must be the same principal's; a certificate that stands for nobody, beside a token, only
// vouched for the connection. Thread-safe.
class Authenticator {
 public:
  // All outlive it.
  struct Parts {
    api::CredentialResolver& credentials;
    api::PrincipalResolver& principals;
    const auth::AccessTokens& tokens;
    const std::map<std::string, std::string>& certificate_principals;
  };
  explicit Authenticator(const Parts& parts) : parts_(parts) {}

  // Errors (kUnauthenticated unless they are the store's): "MissingAuthenticationToken" when
  // nothing was shown; those of AccessTokens::Open; "UnrecognizedClientException" also when the
  // token's key is inactive, gone or another's, for another scheme than Bearer, for a certificate
  // that stands for nobody, for more than one principal or is over, and for two principals at once.
  core::Result<api::Caller> Authenticate(const Presented& presented,
                                         std::chrono::sys_seconds now) const;

 private:
  core::Result<api::Caller> FromToken(std::string_view authorization,
                                      std::chrono::sys_seconds now) const;
  // Nothing: the certificate stands for nobody.
  core::Result<std::optional<api::Caller>> FromCertificate(std::string_view pem,
                                                           std::chrono::sys_seconds now) const;

  Parts parts_;
};

}  // namespace keyward::server::grpc
