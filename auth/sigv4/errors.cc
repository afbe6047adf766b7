// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/errors.h"

#include <array>
#include <cstddef>
#include <utility>

namespace keyward::auth {
namespace {

core::Error Unauthenticated(std::string name, std::string message) {
  return {core::ErrorCode::kUnauthenticated, std::move(name), std::move(message), {}};
}

}  // namespace

core::Error MissingAuthenticationToken() {
  return Unauthenticated("MissingAuthenticationToken", "Request is missing Authentication Token");
}

core::Error IncompleteSignature(std::string message) {
  return Unauthenticated("IncompleteSignature", std::move(message));
}

core::Error SignatureDoesNotMatch(std::string message) {
  return Unauthenticated("SignatureDoesNotMatch", std::move(message));
}

core::Error SignatureMismatch() {
  return SignatureDoesNotMatch(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details.");
}

core::Error InvalidClientTokenId() {
  return Unauthenticated("InvalidClientTokenId",
                         "The security token included in the request is invalid.");
}

core::Error RequestExpired() { return Unauthenticated("RequestExpired", "Request has expired."); }

core::Error ExpiredToken() {
  return Unauthenticated("ExpiredToken", "The security token included in the request is expired");
}

core::Error CannotSign(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "ValidationException", std::move(message), {}};
}

std::string_view JsonErrorName(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames = {{
      {"MissingAuthenticationToken", "MissingAuthenticationTokenException"},
      {"IncompleteSignature", "IncompleteSignatureException"},
      {"SignatureDoesNotMatch", "InvalidSignatureException"},
      {"InvalidClientTokenId", "UnrecognizedClientException"},
      {"RequestExpired", "RequestExpiredException"},
      {"ExpiredToken", "ExpiredTokenException"},
  }};
  for (const auto& [query, json] : kNames) {
    if (query == name) return json;
  }
  return name;
}

std::string Shown(std::string_view text) {
  constexpr std::size_t kMost = 64;
  std::string shown(text.substr(0, kMost));
  for (char& c : shown) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  return shown;
}

}  // namespace keyward::auth
