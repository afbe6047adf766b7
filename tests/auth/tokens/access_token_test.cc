// SPDX-License-Identifier: Apache-2.0
#include "auth/tokens/access_token.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "core/encoding.h"
#include "crypto/bytes.h"
#include "crypto/deriving_aead.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/temp_directory.h"

namespace keyward::auth {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kAudience = "keyward.grpc";
constexpr sys_seconds kNow{seconds(1'714'564'800)};

AccessTokens::Key KeyOf(std::uint8_t first) {
  std::array<std::uint8_t, AccessTokens::Key::kSize> bytes;
  for (std::uint8_t& byte : bytes) byte = first++;
  return *AccessTokens::Key::Copy(bytes);
}

AccessTokens Tokens(std::uint8_t first = 0, std::string_view audience = kAudience) {
  return *AccessTokens::Create(KeyOf(first), audience);
}

TokenClaims Claims(seconds lifetime = seconds(900)) {
  return {"AKIAIOSFODNN7EXAMPLE", "AIDACKCEVSQ6C2EXAMPLE", kNow, kNow + lifetime};
}

// The bytes under the label of access tokens, whatever they are.
std::string Sealed(std::string_view plain, std::string_view label = AccessTokens::kLabel) {
  crypto::SystemRandom random;
  const auto aead = crypto::DerivingAead::Create(KeyOf(0), label);
  const auto sealed = aead->Seal(random, crypto::AsBytes(kAudience), crypto::AsBytes(plain));
  return std::string(kTokenPrefix) + core::Base64Encode(*sealed);
}

std::string Block(const std::string& document, const std::string& kind) {
  const std::string open = "```" + kind + "\n";
  const std::size_t begin = document.find(open);
  if (begin == std::string::npos) return "";
  const std::size_t from = begin + open.size();
  std::string block = document.substr(from, document.find("```", from) - from);
  std::erase(block, '\n');
  return block;
}

TEST(AccessToken, WorkedExampleIsWhatIsWritten) {
  const char* const source = std::getenv("KEYWARD_SOURCE_DIR");
  const std::string document = store::ReadWhole(std::string(source == nullptr ? "." : source) +
                                                "/docs/formats/access-token.md");
  crypto::testing::CountingRandom random;
  const auto token = Tokens().Issue(Claims(), random);
  ASSERT_TRUE(token) << core::Describe(token.error());
  EXPECT_EQ(*token, Block(document, "token"));
  const auto plain = core::HexDecode(Block(document, "hex"));
  ASSERT_TRUE(plain);
  const auto opened = Tokens().Open(Sealed(*plain), kNow);
  ASSERT_TRUE(opened);
  EXPECT_EQ(*opened, Claims());
}

TEST(AccessToken, OpensUntilItExpires) {
  crypto::SystemRandom random;
  const AccessTokens tokens = Tokens();
  const std::string token = *tokens.Issue(Claims(), random);
  EXPECT_THAT(token, StartsWith("kwat1."));
  EXPECT_THAT(token, Not(HasSubstr("AKIA")));
  for (const seconds at : {-kTokenClockWindow, seconds(0), seconds(899)}) {
    const auto opened = tokens.Open(token, kNow + at);
    ASSERT_TRUE(opened) << at.count();
    EXPECT_EQ(*opened, Claims());
  }
  EXPECT_EQ(tokens.Open(token, kNow + seconds(900)).error().name, "ExpiredTokenException");
  EXPECT_EQ(tokens.Open(token, kNow - kTokenClockWindow - seconds(1)).error().name,
            "UnrecognizedClientException");
}

TEST(AccessToken, EveryAlteredByteIsRefusedInTheSameWords) {
  crypto::SystemRandom random;
  const AccessTokens tokens = Tokens();
  const std::string token = *tokens.Issue(Claims(), random);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    const auto opened = tokens.Open(altered, kNow);
    ASSERT_FALSE(opened) << i;
    EXPECT_EQ(core::Describe(opened.error()), core::Describe(UnrecognizedToken())) << i;
    EXPECT_FALSE(tokens.Open(token.substr(0, i), kNow)) << i;
  }
}

TEST(AccessToken, WhatIsNotOneIsRefusedInTheSameWords) {
  crypto::SystemRandom random;
  const std::string good = *Tokens().Issue(Claims(), random);
  std::string plain(17, '\0');
  plain[0] = 1;
  const std::pair<const char*, std::string> cases[] = {
      {"Empty", ""},
      {"PrefixAlone", "kwat1."},
      {"OtherPrefix", "kwat2." + good.substr(6)},
      {"SecretAccessKey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
      {"AccessKeyId", "AKIAIOSFODNN7EXAMPLE"},
      {"TooLong", "kwat1." + std::string(kMaxTokenBytes, 'A')},
      {"BlankBehind", good + " "},
      {"OtherLabel", Sealed("x", "keyward/sts/session-token/v1")},
      {"SealedButEmpty", Sealed("")},
      {"SealedButNoNames", Sealed(plain + std::string(2, '\0'))},
      {"SealedButMoreBehind", Sealed(plain + "\1a\1bc")},
      {"SealedButForgotToExpire", Sealed(plain + "\1a\1b")},
      {"SealedButAnotherVersion", Sealed("\2" + plain.substr(1) + "\1a\1b")},
      {"SealedButEndlessTimes", Sealed("\1" + std::string(16, '\x7f') + "\1a\1b")},
  };
  for (const auto& [name, token] : cases) {
    const auto opened = Tokens().Open(token, kNow);
    ASSERT_FALSE(opened) << name;
    EXPECT_EQ(opened.error().code, core::ErrorCode::kUnauthenticated) << name;
    EXPECT_EQ(core::Describe(opened.error()), core::Describe(UnrecognizedToken())) << name;
  }
}

TEST(AccessToken, IsForOneKeyAndOneAudience) {
  crypto::SystemRandom random;
  const std::string token = *Tokens().Issue(Claims(), random);
  EXPECT_EQ(Tokens(1).Open(token, kNow).error().name, "UnrecognizedClientException");
  EXPECT_EQ(Tokens(0, "keyward.http").Open(token, kNow).error().name,
            "UnrecognizedClientException");
  EXPECT_TRUE(Tokens().Open(token, kNow));
}

TEST(AccessToken, LifetimesAndNamesHaveBounds) {
  crypto::SystemRandom random;
  const AccessTokens tokens = Tokens();
  for (const seconds lifetime : {seconds(60), seconds(3600)}) {
    EXPECT_TRUE(tokens.Issue(Claims(lifetime), random)) << lifetime.count();
  }
  for (const seconds lifetime : {seconds(-1), seconds(0), seconds(59), seconds(3601)}) {
    EXPECT_EQ(tokens.Issue(Claims(lifetime), random).error().name, "ValidationException");
  }
  TokenClaims longest = Claims();
  longest.access_key_id = std::string(128, 'k');
  longest.unique_id = std::string(128, 'u');
  EXPECT_EQ(*tokens.Open(*tokens.Issue(longest, random), kNow), longest);
  for (const std::string& name : {std::string(), std::string(129, 'k'), std::string("a b")}) {
    TokenClaims claims = Claims();
    claims.access_key_id = name;
    EXPECT_FALSE(tokens.Issue(claims, random));
    EXPECT_FALSE(AccessTokens::Create(KeyOf(0), name));
  }
}

}  // namespace
}  // namespace keyward::auth
