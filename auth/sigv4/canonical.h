// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/sigv4/request.h"
#include "auth/sigv4/service_rules.h"
#include "core/encoding.h"
#include "core/result.h"

// The texts that Signature Version 4 signs. Pure; thread-safe.
// Source: IAM User Guide, "Create a signed AWS API request".
namespace keyward::auth {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kTerminator = "aws4_request";
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

// What a signing key is good for: one day, one region, one service.
struct CredentialScope {
  std::string date;  // YYYYMMDD, UTC
  std::string region;
  std::string service;
  std::string terminator = std::string(kTerminator);

  // "20150830/us-east-1/iam/aws4_request"
  std::string Text() const;
};

struct CanonicalParts {
  std::string_view signed_headers;                    // "host;x-amz-date": lower case, sorted
  std::string_view payload_hash;                      // hexadecimal, or UNSIGNED-PAYLOAD
  std::vector<std::string_view> unsigned_parameters;  // of the query, decoded
};

// Method, path, query, headers, their names and the payload's hash, a line each:
//
//   GET
//   /
//   Param=value
//   host:example.amazonaws.com
//   x-amz-date:20150830T123600Z
//
//   host;x-amz-date
//   e3b0c442…
//
// Header values lose white space at their ends; inside, a run of it (line folds included) becomes
// one space. Headers of one name are joined by commas in their order.
//
// Errors (kUnauthenticated): IncompleteSignature for a malformed method or target;
// SignatureDoesNotMatch where a signed header is not in the request.
core::Result<std::string> CanonicalRequest(const HttpRequest& request, const CanonicalParts& parts,
                                           const ServiceRules& rules);

// Algorithm, time, scope and the canonical request's SHA-256, a line each. `time` is in ISO 8601
// basic format, `scope` as CredentialScope::Text() gives it.
std::string StringToSign(std::string_view time, std::string_view scope,
                         std::string_view canonical_request);

// The SHA-256 of a payload in lower-case hexadecimal.
std::string PayloadDigest(const Payload& payload);

// Whether a header or parameter has this name, ignoring case. Inline, as a check asks it often.
inline bool IsNamed(std::string_view name, std::string_view wanted) {
  return name.size() == wanted.size() && core::EqualsIgnoreCase(name, wanted);
}

// The one header of this name (in lower case): null when there is none. When there are several,
// any of them: ParseAuthorization has refused that for the names that matter.
const Header* FindHeader(const HttpRequest& request, std::string_view name);

// A header's value without white space at its ends.
std::string_view Trimmed(std::string_view value);

// The parts of "a;b;c": never empty itself, and may hold empty ones.
std::vector<std::string_view> Split(std::string_view text, char separator);

}  // namespace keyward::auth
