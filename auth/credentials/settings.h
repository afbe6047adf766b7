// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "auth/credentials/environment.h"
#include "core/result.h"

// Where AWS's SDKs look for what is no credential. Functions read the two configuration files;
// errors are those of LoadConfigFiles and Profile::Find. Thread-safe as the lookup is.
namespace keyward::auth {

struct SettingSources {
  std::string profile;  // named by the user; "" = AWS_PROFILE and so on
  EnvironmentLookup environment = ProcessEnvironment;
};

struct FoundSetting {
  std::string value;   // "" = nowhere
  std::string source;  // for people: "AWS_REGION", "profile `dev` (/home/a/.aws/config:3)"
};

// The region to sign for: AWS_REGION, AWS_DEFAULT_REGION, then `region` of the profile; a profile
// that the user named comes first.
core::Result<FoundSetting> ResolveRegion(const SettingSources& sources);

// The endpoint of a service, whose id is as AWS's models have it ("STS", "Secrets Manager"):
// AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, then `endpoint_url` of the profile; nowhere when
// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS or the profile's ignore_configured_endpoint_urls is true.
// Errors besides: kUnimplemented named "UnsupportedSetting" when the profile's `services` would
// count, which is not read.
// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
core::Result<FoundSetting> ResolveEndpoint(const SettingSources& sources,
                                           std::string_view service_id);

// The file with the authorities to trust: AWS_CA_BUNDLE, then `ca_bundle` of the profile.
core::Result<FoundSetting> ResolveCaBundle(const SettingSources& sources);

}  // namespace keyward::auth
