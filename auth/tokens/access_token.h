// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/deriving_aead.h"
#include "crypto/random.h"

namespace keyward::auth {

// How long an access token may live.
inline constexpr std::chrono::seconds kMinTokenLifetime{60};
inline constexpr std::chrono::seconds kDefaultTokenLifetime{15 * 60};
inline constexpr std::chrono::seconds kMaxTokenLifetime{60 * 60};
// How far ahead of ours the clock of the node that issued one may be.
inline constexpr std::chrono::seconds kTokenClockWindow{5 * 60};

// The longest text that is looked at: twice what the longest names make.
inline constexpr std::size_t kMaxTokenBytes = 1024;
// What every token begins with, so that scanners for leaked secrets find one.
inline constexpr std::string_view kTokenPrefix = "kwat1.";

// What a token says: which access key asked for it, and whose that was. What the principal may is
// not in it; each use looks the key up anew.
struct TokenClaims {
  std::string access_key_id;  // 1 to 128 bytes
  std::string unique_id;      // of the principal: AIDA…, or an account's id; 1 to 128 bytes
  std::chrono::sys_seconds issued;
  std::chrono::sys_seconds expires;

  bool operator==(const TokenClaims&) const = default;
};

// Issues and opens access tokens: bearer secrets for who has signed a request, short-lived, for one
// audience. docs/formats/access-token.md has the bytes.
//
// Property: only who has the key makes a token that opens, and a token shows nothing of its claims
// (crypto::DerivingAead under kLabel, with the audience as associated data). So what another
// audience's or another label's key holder made does not open here, and neither does a session
// token or a secret access key. Immutable; thread-safe.
class AccessTokens {
 public:
  static constexpr std::string_view kLabel = "keyward/auth/access-token/v1";
  using Key = crypto::DerivingAead::Key;

  // Errors: kInvalidArgument "ValidationException" unless the audience is 1 to 128 printable ASCII
  // characters; those of DerivingAead.
  static core::Result<AccessTokens> Create(const Key& key, std::string_view audience);

  // Errors: kInvalidArgument "ValidationException" unless the times are from kMinTokenLifetime to
  // kMaxTokenLifetime apart and the names as long as they may be.
  core::Result<std::string> Issue(const TokenClaims& claims, crypto::Random& random) const;

  // Errors (kUnauthenticated): "UnrecognizedClientException", always in the same words, for all
  // that is not a token of this key and audience; "ExpiredTokenException" from its expiry on.
  core::Result<TokenClaims> Open(std::string_view token, std::chrono::sys_seconds now) const;

 private:
  AccessTokens(crypto::DerivingAead aead, std::string_view audience)
      : aead_(std::move(aead)), audience_(audience) {}

  crypto::DerivingAead aead_;
  std::string audience_;
};

// The one answer to every token that is not good: "UnrecognizedClientException".
core::Error UnrecognizedToken();

}  // namespace keyward::auth
