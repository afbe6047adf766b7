// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/authenticator.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/encoding.h"
#include "crypto/certificate.h"

namespace keyward::server::grpc {
namespace {

constexpr std::string_view kScheme = "Bearer ";

core::Error Unrecognized(std::string_view why) {
  return {core::ErrorCode::kUnauthenticated, "UnrecognizedClientException", std::string(why)};
}

bool IsUnknownKey(const core::Error& error) {
  return error.code == core::ErrorCode::kUnauthenticated;
}

}  // namespace

core::Result<api::Caller> Authenticator::FromToken(std::string_view authorization,
                                                   std::chrono::sys_seconds now) const {
  if (!core::EqualsIgnoreCase(authorization.substr(0, kScheme.size()), kScheme)) {
    return Unrecognized("The authorization is not `Bearer` and an access token");
  }
  core::Result<auth::TokenClaims> claims =
      parts_.tokens.Open(authorization.substr(kScheme.size()), now);
  if (!claims) return std::move(claims).error();
  core::Result<api::Credential> credential = parts_.credentials.Resolve(claims->access_key_id, "");
  if (!credential) {
    if (IsUnknownKey(credential.error())) return auth::UnrecognizedToken();
    return std::move(credential).error();
  }
  api::Caller& caller = credential->caller;
  if (caller.unique_id != claims->unique_id) return auth::UnrecognizedToken();
  caller.proof = api::Proof::kAccessToken;
  return std::move(caller);
}

core::Result<std::optional<api::Caller>> Authenticator::FromCertificate(
    std::string_view pem, std::chrono::sys_seconds now) const {
  core::Result<crypto::CertificateFacts> facts = crypto::ReadCertificate(pem);
  if (!facts) return Unrecognized("The client certificate cannot be read");
  std::set<std::string> principals;
  const auto add = [&](const std::string& name) {
    const auto found = parts_.certificate_principals.find(name);
    if (found != parts_.certificate_principals.end()) principals.insert(found->second);
    return found != parts_.certificate_principals.end();
  };
  for (const std::string& name : facts->dns_names) add("DNS:" + name);
  for (const std::string& uri : facts->uris) {
    if (!add("URI:" + uri) && uri.starts_with("arn:")) principals.insert(uri);
  }
  if (principals.empty()) return std::optional<api::Caller>();
  // The handshake looked at the date too, perhaps long ago.
  if (now > facts->not_after) return Unrecognized("The client certificate is expired");
  if (principals.size() > 1) {
    return Unrecognized("The client certificate stands for more than one principal");
  }
  core::Result<api::Caller> caller = parts_.principals.ResolvePrincipal(*principals.begin());
  if (!caller) {
    if (IsUnknownKey(caller.error())) return Unrecognized(caller.error().message);
    return std::move(caller).error();
  }
  return std::optional<api::Caller>(*std::move(caller));
}

core::Result<api::Caller> Authenticator::Authenticate(const Presented& presented,
                                                      std::chrono::sys_seconds now) const {
  if (presented.authorization.size() > 1) {
    return Unrecognized("The authorization is there more than once");
  }
  std::optional<api::Caller> shown;
  if (!presented.certificate.empty()) {
    core::Result<std::optional<api::Caller>> found = FromCertificate(presented.certificate, now);
    if (!found) return std::move(found).error();
    shown = *std::move(found);
  }
  if (presented.authorization.empty()) {
    if (shown) return *std::move(shown);
    if (!presented.certificate.empty()) {
      return Unrecognized("The client certificate stands for no principal");
    }
    return core::Error{core::ErrorCode::kUnauthenticated, "MissingAuthenticationToken",
                       "Request is missing Authentication Token"};
  }
  core::Result<api::Caller> caller = FromToken(presented.authorization.front(), now);
  if (caller && shown && shown->unique_id != caller->unique_id) {
    return Unrecognized("The access token and the client certificate are of two principals");
  }
  return caller;
}

}  // namespace keyward::server::grpc
