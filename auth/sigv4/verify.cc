// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/verify.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/sigv4/canonical.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/timestamp.h"
#include "core/encoding.h"
#include "crypto/constant_time.h"

namespace keyward::auth {
namespace {

using std::chrono::sys_seconds;

core::Result<void> CheckScope(const Authorization& authorization,
                              const Expectations& expectations) {
  const CredentialScope& scope = authorization.scope;
  const std::string time = FormatBasicTime(authorization.signed_at);
  const std::string day = time.substr(0, 8);
  std::vector<std::string> wrong;
  if (scope.region != expectations.region) {
    wrong.emplace_back("Credential should be scoped to a valid region.");
  }
  if (scope.service != expectations.service) {
    wrong.push_back("Credential should be scoped to correct service: '" + expectations.service +
                    "'.");
  }
  if (scope.terminator != kTerminator) {
    wrong.emplace_back("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  if (scope.date != day) {
    wrong.push_back(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: '" +
        Shown(scope.date) + "' != '" + day + "', from '" + time + "'.");
  }
  if (wrong.empty()) return {};
  std::string message;
  for (const std::string& text : wrong) message += (message.empty() ? "" : " ") + text;
  return SignatureDoesNotMatch(std::move(message));
}

core::Result<void> CheckTime(const Authorization& authorization, sys_seconds here) {
  const sys_seconds at = authorization.signed_at;
  if (at > here + kClockWindow) {
    return SignatureDoesNotMatch("Signature not yet current: " + FormatBasicTime(at) +
                                 " is still later than " + FormatBasicTime(here + kClockWindow) +
                                 " (" + FormatBasicTime(here) + " + 15 min.)");
  }
  if (authorization.form == AuthorizationForm::kQuery) {
    if (here > at + authorization.lifetime) return RequestExpired();
    return {};
  }
  if (at < here - kClockWindow) {
    return SignatureDoesNotMatch("Signature expired: " + FormatBasicTime(at) +
                                 " is now earlier than " + FormatBasicTime(here - kClockWindow) +
                                 " (" + FormatBasicTime(here) + " - 15 min.)");
  }
  return {};
}

// Whether `name`, in any case, is one of the `signed_names`.
bool IsSigned(const std::vector<std::string_view>& signed_names, std::string_view name) {
  return std::any_of(signed_names.begin(), signed_names.end(),
                     [&](std::string_view signed_name) { return IsNamed(signed_name, name); });
}

// Whether this header must be signed where it is present.
bool MustBeSigned(std::string_view name, const ServiceRules& rules) {
  constexpr std::string_view kPrefix = "x-amz-";
  if (IsNamed(name, "host")) return true;
  if (!IsNamed(name.substr(0, kPrefix.size()), kPrefix)) return false;
  return rules.session_token == SessionTokenPlace::kSigned ||
         !IsNamed(name, "x-amz-security-token");
}

core::Result<void> CheckSignedHeaders(const Authorization& authorization,
                                      const HttpRequest& request, const ServiceRules& rules) {
  const std::vector<std::string_view> names = Split(authorization.signed_headers, ';');
  if (!IsSigned(names, "host")) {
    return SignatureDoesNotMatch(
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const bool by_date = authorization.form == AuthorizationForm::kHeader &&
                       FindHeader(request, "x-amz-date") == nullptr;
  for (const Header& header : request.headers) {
    const bool must = MustBeSigned(header.name, rules) || (by_date && IsNamed(header.name, "date"));
    if (must && !IsSigned(names, header.name)) {
      return SignatureDoesNotMatch("'" + Shown(header.name) +
                                   "' must be a 'SignedHeader' in the AWS Authorization.");
    }
  }
  return {};
}

core::Error WrongPayload(const ServiceRules& rules) {
  if (!rules.require_payload_hash) return SignatureMismatch();
  return {core::ErrorCode::kInvalidArgument,
          "XAmzContentSHA256Mismatch",
          "The provided 'x-amz-content-sha256' header does not match what was computed.",
          {}};
}

// The last line of the canonical request, which what the request says of its payload must agree
// with.
core::Result<std::string> PayloadLine(const Authorization& authorization,
                                      const HttpRequest& request, const ServiceRules& rules) {
  constexpr std::string_view kStreaming = "STREAMING-";
  const auto& said = authorization.content_sha256;
  if (!said.has_value()) {
    if (authorization.form == AuthorizationForm::kHeader && rules.require_payload_hash) {
      return SignatureDoesNotMatch(
          "Missing required header for this request: x-amz-content-sha256");
    }
    if (authorization.form == AuthorizationForm::kQuery && rules.allow_unsigned_payload) {
      return std::string(kUnsignedPayload);
    }
    return PayloadDigest(request.payload);
  }
  if (*said == kUnsignedPayload && rules.allow_unsigned_payload) return *said;
  if (said->substr(0, kStreaming.size()) == kStreaming) {
    return core::Error{core::ErrorCode::kUnimplemented,
                       "NotImplemented",
                       "payloads signed in chunks (`" + Shown(*said) + "`) are not offered",
                       {}};
  }
  std::string actual = PayloadDigest(request.payload);
  if (*said != actual) return WrongPayload(rules);
  return actual;
}

core::Result<std::string> SignedText(const Authorization& authorization, const HttpRequest& request,
                                     const ServiceRules& rules, std::string* canonical) {
  const auto payload = PayloadLine(authorization, request, rules);
  if (!payload) return payload.error();
  CanonicalParts parts{authorization.signed_headers, *payload, {}};
  if (authorization.form == AuthorizationForm::kQuery) {
    parts.unsigned_parameters.emplace_back("X-Amz-Signature");
    if (rules.session_token == SessionTokenPlace::kAddedAfterSigning) {
      parts.unsigned_parameters.emplace_back("X-Amz-Security-Token");
    }
  }
  auto text = CanonicalRequest(request, parts, rules);
  if (!text) return text;
  *canonical = *std::move(text);
  return StringToSign(FormatBasicTime(authorization.signed_at), authorization.scope.Text(),
                      *canonical);
}

core::Result<std::string> ExpectedSignature(const Authorization& authorization,
                                            std::string_view text,
                                            const crypto::SecretBytes& secret,
                                            SigningKeyCache* cache) {
  if (cache != nullptr) {
    const auto key = cache->Get(authorization.access_key_id, authorization.scope, secret);
    if (!key) return key.error();
    return SignatureOf(**key, text);
  }
  const auto key = DeriveSigningKey(secret, authorization.scope);
  if (!key) return key.error();
  return SignatureOf(*key, text);
}

}  // namespace

core::Result<void> VerifySignature(const Authorization& authorization, const HttpRequest& request,
                                   const crypto::SecretBytes& secret, sys_seconds now,
                                   const Expectations& expectations, SigningKeyCache* cache) {
  if (auto scope = CheckScope(authorization, expectations); !scope) return scope;
  if (auto time = CheckTime(authorization, now); !time) return time;
  auto names = CheckSignedHeaders(authorization, request, expectations.rules);
  if (!names) return names;
  std::string canonical;
  const auto text = SignedText(authorization, request, expectations.rules, &canonical);
  if (!text) return text.error();
  const auto expected = ExpectedSignature(authorization, *text, secret, cache);
  if (!expected) return expected.error();
  if (!crypto::ConstantTimeEquals(crypto::AsBytes(*expected),
                                  crypto::AsBytes(authorization.signature))) {
    return SignatureMismatch();
  }
  return {};
}

core::Result<Diagnosis> Diagnose(const Authorization& authorization, const HttpRequest& request,
                                 const ServiceRules& rules) {
  Diagnosis diagnosis;
  auto text = SignedText(authorization, request, rules, &diagnosis.canonical_request);
  if (!text) return std::move(text).error();
  diagnosis.string_to_sign = *std::move(text);
  return diagnosis;
}

}  // namespace keyward::auth
