// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "auth/credentials/environment.h"
#include "auth/http_client/fetch.h"
#include "auth/sigv4/credentials.h"
#include "core/clock.h"
#include "core/result.h"

namespace keyward::auth {

struct ChainOptions {
  std::string profile;  // named by the user: the environment's keys are then passed over; "" = none
  EnvironmentLookup environment = ProcessEnvironment;
  Fetch fetch = {};  // how endpoints are asked; without it they are refused where they would be
};

// Finds the credentials to sign with, where AWS's SDKs look, in their order:
//
// 1. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, unless a profile is named;
// 2. the profile (options.profile, AWS_PROFILE, AWS_DEFAULT_PROFILE, or `default`) of
//    ~/.aws/credentials (AWS_SHARED_CREDENTIALS_FILE) and ~/.aws/config (AWS_CONFIG_FILE): keys of
//    the first file, then credential_process, then keys of the second;
// 3. the container's credentials endpoint (container_source.h);
// 4. the instance metadata service (instance_source.h).
//
// A profile with role_arn comes after 1 and in place of the rest: its role is assumed, at the
// endpoint and in the region of settings.h, by what source_profile (which may assume a role itself)
// or credential_source names.
//
// A caller that has credentials of its own, the first place of all, has no need to ask. Not
// offered, and an error that names it where it would come first: web identity
// (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN), single sign-on (sso_*, login_session), mfa_serial.
// Without options.fetch a role and a container are errors too, and the instance metadata service is
// not asked.
//
// Nothing is skipped because it is wrong: half a pair of keys, a malformed file, a profile or file
// that was named and is not there are errors. Thread-safe as options.environment is. Reads files;
// may run a process.
// Errors: kNotFound named "NoCredentials", "ProfileNotFound" or "FileNotFound"; kUnimplemented
// named "UnsupportedCredentialSource"; kInvalidArgument named "InvalidCredentials"; those of
// ConfigFile, RunCredentialProcess, FromContainer, FromInstance and AssumeRole. None holds a
// secret. Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers".
core::Result<Credentials> ResolveCredentials(const ChainOptions& options, const core::Clock& clock);

}  // namespace keyward::auth
