// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "auth/credentials/credential_chain.h"
#include "auth/sigv4/sign.h"
#include "cli/http_message.h"
#include "cli/output_format.h"
#include "core/result.h"

namespace keyward::cli {

// Where a secret comes from. It is never an argument: arguments are seen by every user of a machine
// and kept in a shell's history.
struct SecretArgs {
  std::string profile;      // of AWS's configuration files
  std::string secret_file;  // holds the secret access key and nothing else
  auth::EnvironmentLookup environment = [](const char*) { return std::string(); };
};

// What a signature is for and how the service signs.
struct ScopeArgs {
  std::string region;   // "" = from the environment or the profile
  std::string service;  // must be given
  std::string time;     // ISO 8601; "" = now
  bool token_after_signing = false;
};

// A request to sign.
struct SignArgs {
  std::string method;
  std::string url;
  std::vector<std::string> headers;  // "Name: value"
  std::string body;                  // a file, "-" = standard input, "" = none
  std::string access_key_id;         // of secret_file
  SecretArgs secret;
  ScopeArgs scope;
  bool unsigned_payload = false;
  bool payload_hash = false;
  std::string expires = "3600";  // of a presigned URL, in seconds
  OutputStyle style;
};

// The same, read and checked.
struct SigningInput {
  UrlParts url;
  HttpMessage message;
  auth::Credentials credentials;
  auth::SigningOptions options;
};

// Reads files and may run a credential process. Errors: InvalidInput for what cannot be understood;
// those of ResolveCredentials, ReadSecretKeyFile and ReadWholeFile.
core::Result<SigningInput> ReadSigningInput(const SignArgs& args, std::istream& in);

// The region that was given, or that the environment or a profile says; an error when none does.
core::Result<std::string> RegionOf(const ScopeArgs& scope, const SecretArgs& secret);

// The service's own rules, with what the arguments change in them.
auth::ServiceRules RulesOf(const ScopeArgs& scope);

// Reads a time in either ISO 8601 form; now when `text` is "". Errors: InvalidInput.
core::Result<std::chrono::sys_seconds> TimeOf(const std::string& text);

}  // namespace keyward::cli
