// SPDX-License-Identifier: Apache-2.0
#include "iam/password.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/crypto/fixed_random.h"

namespace keyward::iam {
namespace {

using testing::HasSubstr;
using testing::Not;

// What CheckPassword says; "" when the password is good.
std::string Said(const rec::Account& account, const std::string& password) {
  const core::Result<void> checked = CheckPassword(account, password);
  if (checked) return "";
  EXPECT_EQ(checked.error().name, "PasswordPolicyViolation");
  return checked.error().message;
}

TEST(PasswordTest, DefaultPolicy) {
  rec::Account account;
  account.set_name("Acme-2024");
  account.set_email("Root1@example.com");
  const std::string kinds =
      "Password should have at least three of: uppercase letters, lowercase letters, numbers, "
      "symbols";
  const std::string own = "Password should not be the account's name or email address";
  const struct {
    std::string password;
    std::string said;
  } cases[] = {
      {"Abcdefg1", ""},
      {"abcdef-1", ""},
      {"Abcdef1", "Password should have a minimum length of 8"},
      {"Äöüß12a", "Password should have a minimum length of 8"},
      {"abcdefgh1", kinds},
      {"ABCD1234", kinds},
      {"abcd 123", kinds},
      {"acme-2024", own},
      {"ACME-2024", own},
      {"root1@example.com", own},
  };
  for (const auto& c : cases) EXPECT_EQ(Said(account, c.password), c.said) << c.password;
}

TEST(PasswordTest, EachRuleOfAPolicyByItself) {
  rec::Account account;
  rec::PasswordPolicy& policy = *account.mutable_password_policy();
  policy.set_minimum_length(6);
  EXPECT_EQ(Said(account, "aaaaaa"), "") << "the default no longer holds";
  EXPECT_EQ(Said(account, "aaaaa"), "Password should have a minimum length of 6");
  policy.set_require_uppercase(true);
  EXPECT_EQ(Said(account, "aaaaaa"), "Password should have at least one uppercase letter");
  policy.set_require_uppercase(false);
  policy.set_require_lowercase(true);
  EXPECT_EQ(Said(account, "AAAAAA"), "Password should have at least one lowercase letter");
  policy.set_require_lowercase(false);
  policy.set_require_numbers(true);
  EXPECT_EQ(Said(account, "AAAAAA"), "Password should have at least one number");
  policy.set_require_numbers(false);
  policy.set_require_symbols(true);
  EXPECT_EQ(Said(account, "AAAA~A"), "Password should have at least one symbol");
  for (const char symbol : std::string("!@#$%^&*()_+-=[]{}|'")) {
    EXPECT_EQ(Said(account, std::string("AAAAA") + symbol), "") << symbol;
  }
}

TEST(PasswordTest, VerifierTellsThePasswordAndNothingMore) {
  crypto::testing::FixedRandom random;
  rec::LoginProfile profile;
  ASSERT_TRUE(SetPassword("first pass", 0, random, &profile));
  EXPECT_EQ(profile.verifier().size(), kVerifierBytes);
  EXPECT_EQ(profile.salt().size(), 16U);
  EXPECT_THAT(profile.SerializeAsString(), Not(HasSubstr("first pass")));
  EXPECT_TRUE(*PasswordMatches(profile, "first pass"));
  EXPECT_FALSE(*PasswordMatches(profile, "first pasS"));
  rec::LoginProfile other;
  ASSERT_TRUE(SetPassword("first pass", 0, random, &other));
  EXPECT_NE(other.salt(), profile.salt());
  EXPECT_NE(other.verifier(), profile.verifier());
}

TEST(PasswordTest, LatestPasswordsAreNotUsedAgain) {
  crypto::testing::FixedRandom random;
  rec::LoginProfile profile;
  for (const char* password : {"one", "two", "three"}) {
    ASSERT_TRUE(SetPassword(password, 24, random, &profile));
  }
  const std::string before = profile.SerializeAsString();
  const core::Result<void> refused = SetPassword("two", 2, random, &profile);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "PasswordPolicyViolation");
  EXPECT_EQ(refused.error().message, "Password should not be one of the last 2 passwords");
  EXPECT_FALSE(SetPassword("three", 1, random, &profile)) << "the present one";
  EXPECT_EQ(profile.SerializeAsString(), before);
  EXPECT_TRUE(SetPassword("one", 2, random, &profile)) << "it is the third last";
}

TEST(PasswordTest, RemembersNoMoreThanAPolicyCanForbid) {
  crypto::testing::FixedRandom random;
  rec::LoginProfile profile;
  ASSERT_TRUE(SetPassword("one", 0, random, &profile));
  const std::string one = profile.verifier();
  profile.mutable_verifier()->append(std::string(kMaxPrevious * kVerifierBytes, 'v'));
  ASSERT_TRUE(SetPassword("two", 24, random, &profile));
  EXPECT_EQ(profile.verifier().size(), (1 + kMaxPrevious) * kVerifierBytes);
  EXPECT_EQ(profile.verifier().substr(kVerifierBytes, kVerifierBytes), one);
}

}  // namespace
}  // namespace keyward::iam
