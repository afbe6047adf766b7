// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "auth/sigv4/authorization.h"
#include "auth/sigv4/request.h"
#include "auth/sigv4/service_rules.h"
#include "auth/sigv4/signing_key.h"
#include "core/result.h"
#include "crypto/secret_bytes.h"

namespace keyward::auth {

// How far a request's time may be from ours, either way. Source: IAM User Guide, "Common errors",
// RequestExpired.
inline constexpr std::chrono::minutes kClockWindow{15};

// What the scope of a request to this service must say, and how the service signs.
struct Expectations {
  std::string region;
  std::string service;
  ServiceRules rules;
};

// Checks that who holds `secret` signed this request, for here and now.
//
//   auto parsed = ParseAuthorization(request);
//   … look up the secret of parsed->access_key_id and parsed->session_token …
//   auto now = std::chrono::floor<std::chrono::seconds>(clock.Now());
//   auto good = VerifySignature(*parsed, request, secret, now, expectations, &cache);
//
// Checked, in this order: the scope's region, service, terminator and date; the time (header form:
// within kClockWindow of now; presigned: not before now + kClockWindow, and until X-Amz-Expires
// after it, both ends included); that Host, every x-amz-* header and the header that tells the time
// are signed; x-amz-content-sha256 against the payload; the signature, in constant time.
// In the header form the access key id is not among what is signed: the secret that was looked up
// by it is what binds it. Preconditions: `authorization` was read from `request`. `cache` may be
// null.
//
// Thread-safe. Errors (kUnauthenticated unless said): SignatureDoesNotMatch, in AWS's words;
// RequestExpired for a presigned request after its time; IncompleteSignature for a target with
// malformed escapes; XAmzContentSHA256Mismatch (kInvalidArgument) where the service has a rule for
// it; NotImplemented (kUnimplemented) for payloads signed in chunks; those of DeriveSigningKey.
core::Result<void> VerifySignature(const Authorization& authorization, const HttpRequest& request,
                                   const crypto::SecretBytes& secret, std::chrono::sys_seconds now,
                                   const Expectations& expectations,
                                   SigningKeyCache* cache = nullptr);

// The texts that VerifySignature computes for a request: what whoever signed it should have had.
// They hold neither the secret nor the signature that would be right.
struct Diagnosis {
  std::string canonical_request;
  std::string string_to_sign;
};

// Thread-safe. Errors: those of VerifySignature that the texts depend on.
core::Result<Diagnosis> Diagnose(const Authorization& authorization, const HttpRequest& request,
                                 const ServiceRules& rules);

}  // namespace keyward::auth
