// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "auth/credentials/environment.h"
#include "auth/http_client/fetch.h"
#include "auth/sigv4/credentials.h"
#include "core/clock.h"
#include "core/result.h"

namespace keyward::auth {

// What a profile says of the instance metadata service; "" = nothing.
struct InstanceSettings {
  std::string endpoint;  // ec2_metadata_service_endpoint
  std::string mode;      // ec2_metadata_service_endpoint_mode
};

// Asks the instance metadata service, version 2 alone, for the credentials of the instance's role:
// a token, the role's name, its credentials.
//
// AWS_EC2_METADATA_SERVICE_ENDPOINT, else the settings', else by
// AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE or the settings' (IPv4 or IPv6) 169.254.169.254 or
// [fd00:ec2::254]. A second for each request, and two attempts; no proxies.
//
// Thread-safe as its arguments are. Errors: kNotFound named "NoInstanceCredentials", which says
// why, when AWS_EC2_METADATA_DISABLED is true, nothing answers, or the instance has no role;
// kInvalidArgument named "InvalidCredentials" for an endpoint or mode that is none;
// kFailedPrecondition named "InstanceMetadataFailed" when the service answers otherwise than it
// should; kUnauthenticated named "ExpiredToken".
// Source: EC2 User Guide, "Use the Instance Metadata Service"; AWS SDKs and Tools Reference Guide,
// "IMDS credential provider".
core::Result<Credentials> FromInstance(const EnvironmentLookup& environment,
                                       const InstanceSettings& settings, const Fetch& fetch,
                                       core::Clock::TimePoint now);

}  // namespace keyward::auth
