// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "auth/credentials/environment.h"
#include "auth/http_client/fetch.h"
#include "auth/sigv4/credentials.h"
#include "core/clock.h"
#include "core/result.h"

namespace keyward::auth {

// Asks a container's credentials endpoint: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, a path on
// 169.254.170.2, else AWS_CONTAINER_CREDENTIALS_FULL_URI. Nothing when neither is set.
//
// A full URI is asked in TLS anywhere, and in plaintext only at loopback (by its text, not by its
// name), 169.254.170.2, 169.254.170.23 and fd00:ec2::23. AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE,
// read each time, else AWS_CONTAINER_AUTHORIZATION_TOKEN goes along as Authorization. Three
// attempts of a second each when there is no answer, or one with a status of 500 or more; no
// proxies. The endpoint is no secret and is not named in messages either; the variable is.
//
// Thread-safe as its arguments are. Errors: kInvalidArgument named "InvalidCredentials" for an
// endpoint or token that may not be used; kFailedPrecondition named "ContainerCredentialsFailed"
// when the endpoint answers otherwise than it should; kUnauthenticated named "ExpiredToken"; those
// of Fetch and ReadSecretFile.
// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
core::Result<std::optional<Credentials>> FromContainer(const EnvironmentLookup& environment,
                                                       const Fetch& fetch,
                                                       core::Clock::TimePoint now);

// Whether a container's credentials in plaintext may come from this host.
bool IsContainerHost(std::string_view host);

}  // namespace keyward::auth
