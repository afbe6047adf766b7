// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "auth/http_client/fetch.h"
#include "auth/sigv4/credentials.h"
#include "core/clock.h"
#include "core/result.h"

namespace keyward::auth {

// A role to assume and where to ask for it; "" = not given.
struct RoleSettings {
  std::string role_arn;
  std::string session_name;  // "" = "keyward-SECONDS", by the time
  std::string external_id;
  std::string duration_seconds;  // as it stands in the profile: the service checks it
  std::string region;            // to sign for
  std::string endpoint;          // of STS: https://HOST[:PORT][/PATH], or http to loopback
  std::string ca_bundle;
};

// Asks STS for the credentials of a role, with a request that `caller` signs: AssumeRole of the
// query protocol. Once; proxies hold but at loopback.
//
// Thread-safe as its arguments are. Errors: kInvalidArgument named "InvalidCredentials" for an
// endpoint or region that cannot be used; kFailedPrecondition named "AssumeRoleFailed", with the
// service's own error, when it refuses or answers something else; kUnauthenticated named
// "ExpiredToken"; those of Fetch and Sign. None holds a secret.
// Source: AWS STS API Reference, AssumeRole; AWS SDKs and Tools Reference Guide, "Assume role
// credential provider".
core::Result<Credentials> AssumeRole(const RoleSettings& role, const Credentials& caller,
                                     const Fetch& fetch, core::Clock::TimePoint now);

}  // namespace keyward::auth
