// SPDX-License-Identifier: Apache-2.0
//
// Opening access tokens: any text, and any claims that were sealed under the right key. What opens
// is one of ours again when it is issued anew.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "auth/tokens/access_token.h"
#include "core/encoding.h"
#include "crypto/bytes.h"
#include "crypto/deriving_aead.h"
#include "fuzz/require.h"

using keyward::auth::AccessTokens;
using keyward::auth::TokenClaims;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kAudience = "keyward.grpc";
  static const auto* const key = new AccessTokens::Key(
      *AccessTokens::Key::Copy(std::array<std::uint8_t, AccessTokens::Key::kSize>{}));
  static const auto* const tokens = new AccessTokens(*AccessTokens::Create(*key, kAudience));
  static const auto* const aead = new keyward::crypto::DerivingAead(
      *keyward::crypto::DerivingAead::Create(*key, AccessTokens::kLabel));
  keyward::crypto::SystemRandom random;
  const std::chrono::sys_seconds now{std::chrono::seconds(1'714'564'800)};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  keyward::fuzz::Require(!tokens->Open(text, now), "a text that was not sealed opens");
  const auto sealed =
      aead->Seal(random, keyward::crypto::AsBytes(kAudience), keyward::crypto::AsBytes(text));
  const std::string token =
      std::string(keyward::auth::kTokenPrefix) + keyward::core::Base64Encode(*sealed);
  const auto claims = tokens->Open(token, now);
  if (!claims) return 0;
  keyward::fuzz::Require(claims->expires > now, "what is expired is refused");
  const auto again = tokens->Open(*tokens->Issue(*claims, random), now);
  keyward::fuzz::Require(again && *again == *claims, "claims survive being issued anew");
  return 0;
}
