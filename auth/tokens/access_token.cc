// SPDX-License-Identifier: Apache-2.0
#include "auth/tokens/access_token.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/byte_order.h"
#include "core/encoding.h"
#include "crypto/bytes.h"

namespace keyward::auth {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMaxNameBytes = 128;
constexpr std::chrono::seconds kLatestTime{253'402'300'799};  // the end of the year 9999

core::Error Expired() {
  return {core::ErrorCode::kUnauthenticated, "ExpiredTokenException",
          "The security token included in the request is expired"};
}

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxNameBytes &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

void AppendName(std::string& out, std::string_view name) {
  core::AppendU8(out, static_cast<std::uint8_t>(name.size()));
  out.append(name);
}

std::uint64_t Seconds(std::chrono::sys_seconds time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

std::chrono::sys_seconds TimeOf(std::uint64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

std::string Encode(const TokenClaims& claims) {
  std::string out;
  core::AppendU8(out, kVersion);
  core::AppendU64(out, Seconds(claims.issued));
  core::AppendU64(out, Seconds(claims.expires));
  AppendName(out, claims.access_key_id);
  AppendName(out, claims.unique_id);
  return out;
}

std::optional<TokenClaims> Decode(std::string_view bytes) {
  core::ByteReader reader(bytes);
  const std::uint8_t version = reader.U8();
  TokenClaims claims;
  claims.issued = TimeOf(reader.U64());
  claims.expires = TimeOf(reader.U64());
  claims.access_key_id = reader.Take(reader.U8());
  claims.unique_id = reader.Take(reader.U8());
  const bool good = reader.done() && version == kVersion && IsName(claims.access_key_id) &&
                    IsName(claims.unique_id);
  return good ? std::optional(std::move(claims)) : std::nullopt;
}

bool LifetimeIsAllowed(const TokenClaims& claims) {
  const auto issued = claims.issued.time_since_epoch();
  return issued.count() >= 0 && issued <= kLatestTime &&
         claims.expires >= claims.issued + kMinTokenLifetime &&
         claims.expires <= claims.issued + kMaxTokenLifetime;
}

}  // namespace

core::Error UnrecognizedToken() {
  return {core::ErrorCode::kUnauthenticated, "UnrecognizedClientException",
          "The security token included in the request is invalid."};
}

core::Result<AccessTokens> AccessTokens::Create(const Key& key, std::string_view audience) {
  if (!IsName(audience)) {
    return core::Error{core::ErrorCode::kInvalidArgument, "ValidationException",
                       "an audience is 1 to 128 printable characters"};
  }
  core::Result<crypto::DerivingAead> aead = crypto::DerivingAead::Create(key, kLabel);
  if (!aead) return std::move(aead).error();
  return AccessTokens(*std::move(aead), audience);
}

core::Result<std::string> AccessTokens::Issue(const TokenClaims& claims,
                                              crypto::Random& random) const {
  if (!LifetimeIsAllowed(claims) || !IsName(claims.access_key_id) || !IsName(claims.unique_id)) {
    return core::Error{core::ErrorCode::kInvalidArgument, "ValidationException",
                       "an access token lives 60 to 3600 seconds and names a key and its owner"};
  }
  core::Result<std::string> sealed =
      aead_.Seal(random, crypto::AsBytes(audience_), crypto::AsBytes(Encode(claims)));
  if (!sealed) return std::move(sealed).error();
  return std::string(kTokenPrefix) + core::Base64Encode(*sealed);
}

core::Result<TokenClaims> AccessTokens::Open(std::string_view token,
                                             std::chrono::sys_seconds now) const {
  if (token.size() > kMaxTokenBytes || !token.starts_with(kTokenPrefix)) return UnrecognizedToken();
  const std::optional<std::string> sealed = core::Base64Decode(token.substr(kTokenPrefix.size()));
  if (!sealed || sealed->size() < crypto::DerivingAead::kOverhead) return UnrecognizedToken();
  std::string plain(sealed->size() - crypto::DerivingAead::kOverhead, '\0');
  const core::Result<void> opened =
      aead_.Open(crypto::AsBytes(audience_), crypto::AsBytes(*sealed),
                 {reinterpret_cast<std::uint8_t*>(plain.data()), plain.size()});
  // Whatever went wrong, memory that ran out included: nothing was recognized.
  if (!opened) return UnrecognizedToken();
  std::optional<TokenClaims> claims = Decode(plain);
  if (!claims || !LifetimeIsAllowed(*claims)) return UnrecognizedToken();
  if (now >= claims->expires) return Expired();
  if (claims->issued > now + kTokenClockWindow) return UnrecognizedToken();
  return *std::move(claims);
}

}  // namespace keyward::auth
