// SPDX-License-Identifier: Apache-2.0
#include "iam/ids.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "iam/arns.h"
#include "iam/policy_arn.h"
#include "tests/crypto/fixed_random.h"

namespace keyward::iam {
namespace {

using testing::MatchesRegex;

TEST(UniqueId, LooksLikeAwssAndIsNotRepeated) {
  crypto::testing::FixedRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewUniqueId("AIDA", random);
    EXPECT_THAT(id, MatchesRegex("AIDA[A-Z2-7]{17}"));
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(AccessKeyId, TellsItsAccount) {
  crypto::testing::FixedRandom random;
  for (const char* account : {"000000000000", "000000000001", "111122223333", "999999999999"}) {
    const std::string id = NewAccessKeyId(account, random);
    EXPECT_THAT(id, MatchesRegex("AKIA[A-Z2-7]{16}"));
    EXPECT_EQ(AccountOf(id), account);
    EXPECT_EQ(AccountOf("ASIA" + id.substr(4)), account);
    EXPECT_NE(NewAccessKeyId(account, random), id);
  }
}

TEST(AccessKeyId, OtherTextsTellNothing) {
  for (const char* text :
       {"", "AKIA", "AKIAAAAAAAAAAAAAAAA", "AKIAAAAAAAAAAAAAAAAAA", "AKIAAAAAAAAA1AAAAAAA",
        "AKIAaaaaaaaaAAAAAAAA", "AKIA77777777AAAAAAAA"}) {
    EXPECT_EQ(AccountOf(text), std::nullopt) << text;
  }
}

TEST(SecretAccessKey, HasFortyOfBase64sCharacters) {
  crypto::testing::FixedRandom random;
  const auto secret = NewSecretAccessKey(random);
  ASSERT_TRUE(secret);
  EXPECT_THAT(std::string(crypto::AsText(secret->Expose())), MatchesRegex("[A-Za-z0-9+/]{40}"));
  EXPECT_FALSE(secret->Equals(*NewSecretAccessKey(random)));
}

TEST(Arns, AreIams) {
  const struct {
    Kind kind;
    const char* path;
    const char* name;
    const char* arn;
  } kCases[] = {
      {Kind::kUser, "/", "alice", "arn:aws:iam::111122223333:user/alice"},
      {Kind::kUser, "/a/b/", "alice", "arn:aws:iam::111122223333:user/a/b/alice"},
      {Kind::kGroup, "/", "g", "arn:aws:iam::111122223333:group/g"},
      {Kind::kRole, "/service/", "r", "arn:aws:iam::111122223333:role/service/r"},
      {Kind::kPolicy, "/", "p", "arn:aws:iam::111122223333:policy/p"},
      {Kind::kProfile, "/", "i", "arn:aws:iam::111122223333:instance-profile/i"},
      {Kind::kSaml, "/", "s", "arn:aws:iam::111122223333:saml-provider/s"},
      {Kind::kOidc, "/", "idp.example.com",
       "arn:aws:iam::111122223333:oidc-provider/idp.example.com"},
      {Kind::kMfa, "/", "m", "arn:aws:iam::111122223333:mfa/m"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(ArnOf("111122223333", test.kind, test.path, test.name), test.arn);
  }
  EXPECT_EQ(RootArn("111122223333"), "arn:aws:iam::111122223333:root");
  EXPECT_EQ(AssumedRoleArn("111122223333", "r", "s"), "arn:aws:sts::111122223333:assumed-role/r/s");
}

TEST(PolicyArns, AreTakenApartOrRefused) {
  const auto own = ParsePolicyArn("arn:aws:iam::111122223333:policy/a/b/Name");
  ASSERT_TRUE(own);
  EXPECT_EQ(own->account + " " + own->path + " " + own->name, "111122223333 /a/b/ Name");
  EXPECT_FALSE(own->is_aws);
  const auto aws = ParsePolicyArn("arn:aws:iam::aws:policy/AdministratorAccess");
  ASSERT_TRUE(aws);
  EXPECT_TRUE(aws->is_aws);
  EXPECT_EQ(aws->path + aws->name, "/AdministratorAccess");
  for (const char* text :
       {"", "policy/x", "arn:aws:iam::111122223333:policy/", "arn:aws:iam::111122223333:user/x",
        "arn:aws:iam:eu-west-1:111122223333:policy/x", "arn:aws:iam::1111:policy/x",
        "arn:aws:s3::111122223333:policy/x", "arn:aws-cn:iam::111122223333:policy/x",
        "arn:aws:iam:::policy/x"}) {
    EXPECT_FALSE(ParsePolicyArn(text)) << text;
  }
}

}  // namespace
}  // namespace keyward::iam
