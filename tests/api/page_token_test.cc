// SPDX-License-Identifier: Apache-2.0
#include "api/page_token.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/crypto/fixed_random.h"

namespace keyward::api {
namespace {

class PageTokenTest : public testing::Test {
 protected:
  PageTokenTest()
      : key_(*crypto::DerivingAead::Key::Generate(random_)), tokens_(*PageTokens::Create(key_)) {}

  std::string OpenError(const PageTokens::Scope& scope, const std::string& token) {
    auto opened = tokens_.Open(scope, token);
    return opened ? "" : opened.error().name;
  }

  const PageTokens::Scope scope_{"iam:ListUsers", "111122223333", "/division/"};
  crypto::testing::FixedRandom random_;
  crypto::DerivingAead::Key key_;
  PageTokens tokens_;
};

TEST_F(PageTokenTest, OpensWhereItWasGivenAndTellsNothing) {
  const std::string token = *tokens_.Seal(scope_, "iam/in/111122223333/user/alice", random_);
  EXPECT_EQ(*tokens_.Open(scope_, token), "iam/in/111122223333/user/alice");
  EXPECT_EQ(token.find("alice"), std::string::npos);
  EXPECT_NE(*tokens_.Seal(scope_, "iam/in/111122223333/user/alice", random_), token);
}

TEST_F(PageTokenTest, OpensNowhereElse) {
  const std::string token = *tokens_.Seal(scope_, "last", random_);
  const PageTokens::Scope kOthers[] = {
      {"iam:ListRoles", "111122223333", "/division/"},
      {"iam:ListUsers", "444455556666", "/division/"},
      {"iam:ListUsers", "111122223333", "/"},
      {"iam:ListUsers", "111122223333", ""},
  };
  for (const auto& other : kOthers) EXPECT_EQ(OpenError(other, token), "InvalidMarker");
  const PageTokens others = *PageTokens::Create(*crypto::DerivingAead::Key::Generate(random_));
  EXPECT_FALSE(others.Open(scope_, token));
}

TEST_F(PageTokenTest, AnyChangeIsRefused) {
  const std::string token = *tokens_.Seal(scope_, "last", random_);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(OpenError(scope_, changed), "InvalidMarker") << i;
    EXPECT_EQ(OpenError(scope_, token.substr(0, i)), "InvalidMarker") << i;
  }
  for (const char* text : {"", "x", "not base64!", "AAAA"}) {
    EXPECT_EQ(OpenError(scope_, text), "InvalidMarker") << text;
  }
  EXPECT_EQ(OpenError(scope_, std::string(10'000, 'A')), "InvalidMarker");
}

}  // namespace
}  // namespace keyward::api
