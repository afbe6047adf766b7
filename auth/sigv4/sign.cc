// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/sign.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "auth/sigv4/authorization.h"
#include "auth/sigv4/authorization_fields.h"
#include "auth/sigv4/canonical.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/signing_key.h"
#include "auth/sigv4/timestamp.h"
#include "auth/sigv4/uri.h"
#include "core/encoding.h"

namespace keyward::auth {
namespace {

// What is between us and the service may add or change these.
bool IsLeftOut(std::string_view lower_name) {
  constexpr std::array<std::string_view, 5> kNames = {"connection", "expect", "transfer-encoding",
                                                      "user-agent", "x-amzn-trace-id"};
  return std::find(kNames.begin(), kNames.end(), lower_name) != kNames.end();
}

std::string SignedHeaderNames(std::span<const Header> headers) {
  std::vector<std::string> names;
  for (const Header& header : headers) {
    std::string name = core::AsciiLower(header.name);
    if (!IsLeftOut(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string joined;
  for (const std::string& name : names) joined.append(joined.empty() ? "" : ";").append(name);
  return joined;
}

// Says of an error in reading what was to be signed that it cannot be signed.
core::Error AsCannotSign(core::Error error) { return CannotSign(std::move(error.message)); }

core::Result<void> CheckRequest(const HttpRequest& request, const Credentials& credentials,
                                const SigningOptions& options, const CredentialScope& scope) {
  for (const std::string_view name :
       {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}) {
    if (FindHeader(request, name) != nullptr) {
      return CannotSign("the request has the header `" + std::string(name) + "` already");
    }
  }
  const auto hosts =
      std::count_if(request.headers.begin(), request.headers.end(),
                    [](const Header& header) { return IsNamed(header.name, "host"); });
  if (hosts != 1) return CannotSign("the request must have one `Host` header");
  if (options.unsigned_payload && !options.rules.allow_unsigned_payload) {
    return CannotSign("the service `" + Shown(options.service) +
                      "` does not take unsigned payloads");
  }
  if (!std::all_of(credentials.session_token.begin(), credentials.session_token.end(),
                   [](char c) { return c > 0x20 && c < 0x7f; })) {
    return CannotSign("the session token has characters that no token has");
  }
  Authorization ignored;
  const std::string credential = credentials.access_key_id + "/" + scope.Text();
  if (auto read = ReadCredential(credential, &ignored); !read) {
    return AsCannotSign(std::move(read).error());
  }
  return {};
}

core::Result<SignedTexts> SignTexts(const HttpRequest& request, const CanonicalParts& parts,
                                    const Credentials& credentials, const SigningOptions& options,
                                    const CredentialScope& scope) {
  Authorization ignored;
  auto names = ReadSignedHeaders(parts.signed_headers, &ignored);
  if (!names) return AsCannotSign(std::move(names).error());
  auto canonical = CanonicalRequest(request, parts, options.rules);
  if (!canonical) return AsCannotSign(std::move(canonical).error());
  SignedTexts texts;
  texts.canonical_request = *std::move(canonical);
  texts.string_to_sign =
      StringToSign(FormatBasicTime(options.time), scope.Text(), texts.canonical_request);
  const auto key = DeriveSigningKey(credentials.secret_access_key, scope);
  if (!key) return key.error();
  auto signature = SignatureOf(*key, texts.string_to_sign);
  if (!signature) return std::move(signature).error();
  texts.signature = *std::move(signature);
  return texts;
}

CredentialScope ScopeOf(const SigningOptions& options) {
  return {FormatBasicTime(options.time).substr(0, 8), options.region, options.service};
}

std::vector<Header> Together(std::span<const Header> headers,
                             const std::vector<OwnedHeader>& added) {
  std::vector<Header> all(headers.begin(), headers.end());
  for (const OwnedHeader& header : added) all.push_back({header.name, header.value});
  return all;
}

core::Result<void> CheckParameters(const HttpRequest& request) {
  const auto target = SplitTarget(request.target);
  if (!target) return AsCannotSign(target.error());
  const auto parameters = ParseQuery(target->query);
  if (!parameters) return AsCannotSign(parameters.error());
  for (const QueryParameter& parameter : *parameters) {
    for (const std::string_view known : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date",
                                         "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
                                         "X-Amz-Security-Token", "X-Amz-Content-Sha256"}) {
      if (IsNamed(parameter.name, known)) {
        return CannotSign("the request has the query parameter `" + std::string(known) +
                          "` already");
      }
    }
  }
  return {};
}

// The target with what presigning adds, but the signature.
std::string PresignedTarget(const HttpRequest& request, const Credentials& credentials,
                            const SigningOptions& options, const CredentialScope& scope,
                            std::string_view signed_headers, std::chrono::seconds lifetime) {
  std::string target(request.target);
  const std::size_t mark = target.find('?');
  if (mark == std::string::npos) {
    target += "?";
  } else if (mark + 1 < target.size()) {
    target += "&";
  }
  target += "X-Amz-Algorithm=" + std::string(kAlgorithm);
  target += "&X-Amz-Credential=" + UriEncode(credentials.access_key_id + "/" + scope.Text());
  target += "&X-Amz-Date=" + FormatBasicTime(options.time);
  target += "&X-Amz-SignedHeaders=" + UriEncode(signed_headers);
  target += "&X-Amz-Expires=" + std::to_string(lifetime.count());
  if (!credentials.session_token.empty()) {
    target += "&X-Amz-Security-Token=" + UriEncode(credentials.session_token);
  }
  return target;
}

}  // namespace

core::Result<SignedRequest> Sign(const HttpRequest& request, const Credentials& credentials,
                                 const SigningOptions& options) {
  const CredentialScope scope = ScopeOf(options);
  if (auto good = CheckRequest(request, credentials, options, scope); !good) {
    return std::move(good).error();
  }
  if (auto good = CheckParameters(request); !good) return std::move(good).error();
  const std::string payload =
      options.unsigned_payload ? std::string(kUnsignedPayload) : PayloadDigest(request.payload);
  SignedRequest made;
  const bool token_signed = options.rules.session_token == SessionTokenPlace::kSigned;
  if (!credentials.session_token.empty()) {
    made.headers.push_back({"X-Amz-Security-Token", credentials.session_token});
  }
  made.headers.push_back({"X-Amz-Date", FormatBasicTime(options.time)});
  if (options.send_payload_hash || options.unsigned_payload || options.rules.require_payload_hash) {
    made.headers.push_back({"x-amz-content-sha256", payload});
  }
  std::vector<Header> all = Together(request.headers, made.headers);
  if (!token_signed) {
    std::erase_if(all, [](const Header& header) { return header.name == "X-Amz-Security-Token"; });
  }
  HttpRequest complete = request;
  complete.headers = all;
  const std::string names = SignedHeaderNames(all);
  auto texts = SignTexts(complete, {names, payload, {}}, credentials, options, scope);
  if (!texts) return std::move(texts).error();
  made.texts = *std::move(texts);
  made.headers.push_back({"Authorization", std::string(kAlgorithm) +
                                               " Credential=" + credentials.access_key_id + "/" +
                                               scope.Text() + ", SignedHeaders=" + names +
                                               ", Signature=" + made.texts.signature});
  return made;
}

core::Result<PresignedRequest> Presign(const HttpRequest& request, const Credentials& credentials,
                                       const SigningOptions& options,
                                       std::chrono::seconds lifetime) {
  const CredentialScope scope = ScopeOf(options);
  if (auto good = CheckRequest(request, credentials, options, scope); !good) {
    return std::move(good).error();
  }
  if (auto good = CheckParameters(request); !good) return std::move(good).error();
  if (lifetime < kMinLifetime || lifetime > kMaxLifetime) {
    return CannotSign("a presigned request lives from 1 to 604800 seconds, not " +
                      std::to_string(lifetime.count()));
  }
  const std::string names = SignedHeaderNames(request.headers);
  PresignedRequest made;
  made.target = PresignedTarget(request, credentials, options, scope, names, lifetime);
  HttpRequest complete = request;
  complete.target = made.target;
  const std::string payload = options.rules.allow_unsigned_payload ? std::string(kUnsignedPayload)
                                                                   : PayloadDigest(request.payload);
  CanonicalParts parts{names, payload, {}};
  if (options.rules.session_token == SessionTokenPlace::kAddedAfterSigning) {
    parts.unsigned_parameters.emplace_back("X-Amz-Security-Token");
  }
  auto texts = SignTexts(complete, parts, credentials, options, scope);
  if (!texts) return std::move(texts).error();
  made.texts = *std::move(texts);
  made.target += "&X-Amz-Signature=" + made.texts.signature;
  return made;
}

}  // namespace keyward::auth
