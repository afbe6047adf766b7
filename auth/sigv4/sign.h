// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "auth/sigv4/credentials.h"
#include "auth/sigv4/request.h"
#include "auth/sigv4/service_rules.h"
#include "core/result.h"

namespace keyward::auth {

struct SigningOptions {
  std::string region;
  std::string service;
  std::chrono::sys_seconds time;
  ServiceRules rules;
  // Adds x-amz-content-sha256; also where the rules require it. Header form only.
  bool send_payload_hash = false;
  // Leaves the payload unsigned, where the rules allow it. Presigned requests do so then anyway.
  bool unsigned_payload = false;
};

struct OwnedHeader {
  std::string name;
  std::string value;
};

// The texts that were signed, for people who compare them.
struct SignedTexts {
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;
};

struct SignedRequest {
  std::vector<OwnedHeader> headers;  // to add, in this order; the last is Authorization
  SignedTexts texts;
};

// Signs a request in the header form: with all its headers but those that proxies change
// (Connection, Expect, Transfer-Encoding, User-Agent, X-Amzn-Trace-Id), X-Amz-Date, and
// X-Amz-Security-Token when there is a session token.
//
// Thread-safe. Errors (kInvalidArgument): ValidationException for a request without one Host, with
// an authorization or time already, for malformed parts, or an unsigned payload where the service
// does not allow it; those of DeriveSigningKey.
// Source: IAM User Guide, "Create a signed AWS API request".
core::Result<SignedRequest> Sign(const HttpRequest& request, const Credentials& credentials,
                                 const SigningOptions& options);

struct PresignedRequest {
  std::string target;  // path and query, to be sent as it is
  SignedTexts texts;
};

// Signs a request into its query, good from options.time for `lifetime`, which is kMinLifetime to
// kMaxLifetime (authorization.h). Whoever sends it must send the headers of `request` with it.
//
// Thread-safe. Errors: as Sign; ValidationException for another lifetime.
core::Result<PresignedRequest> Presign(const HttpRequest& request, const Credentials& credentials,
                                       const SigningOptions& options,
                                       std::chrono::seconds lifetime);

}  // namespace keyward::auth
