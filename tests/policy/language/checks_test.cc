// SPDX-License-Identifier: Apache-2.0
//
// What one value of a policy must look like.
#include "policy/language/checks.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace keyward::policy::language {
namespace {

using std::string_view_literals::operator""sv;

TEST(CheckAction, TakesWildcardsInTheNameOnly) {
  for (const char* action : {"*", "s3:*", "s3:Get*", "s3:*Object", "s3:?et*", "S3:getobject",
                             "iam:PassRole", "execute-api:Invoke", "a4b:X", "x.y:Z", "s3:A_b-1"}) {
    EXPECT_EQ(CheckAction(action, false), std::nullopt) << action;
  }
  for (const char* action : {"",
                             "**",
                             "?",
                             "s3",
                             "s3:",
                             ":*",
                             ":",
                             "s3::Get",
                             "s3:a:b",
                             "*:*",
                             "*:Get",
                             "s?:Get",
                             "s3:Get Object",
                             " s3:Get",
                             "s3:Get ",
                             "s3/x:Get",
                             "s3:${a}",
                             "s3:G\xC3\xA9t",
                             "s3:Get\n",
                             "s_3:Get"}) {
    EXPECT_NE(CheckAction(action, false), std::nullopt) << action;
  }
  EXPECT_NE(CheckAction("s3:Get\0"sv, false), std::nullopt);
}

TEST(CheckAction, TakesAWildcardServiceOnRequestAlone) {
  EXPECT_EQ(CheckAction("*:Get", true), std::nullopt);
  EXPECT_EQ(CheckAction("s?:Get", true), std::nullopt);
  EXPECT_NE(CheckAction("**", true), std::nullopt);
  EXPECT_NE(CheckAction("s3:", true), std::nullopt);
}

TEST(CheckAction, CutsLongTextInItsMessage) {
  const auto wrong = CheckAction(std::string(5000, 'x'), false);
  ASSERT_NE(wrong, std::nullopt);
  EXPECT_LT(wrong->size(), 300u);
}

struct ResourceCase {
  std::string_view resource;
  bool identity;  // accepted in an identity policy
  bool control;   // accepted in an SCP
};

constexpr ResourceCase kResources[] = {
    {"*", true, true},
    {"arn:aws:s3:::b", true, true},
    {"arn:aws-cn:s3:::b/*", true, true},
    {"arn:aws-us-gov:s3:::b/?x", true, true},
    {"arn:*:s3:::b", true, true},
    {"arn:aws*:s3:::b", true, true},
    {"arn:?ws:s3:::b", true, true},
    {"arn:aws:s3:::", true, true},
    {"arn:aws:s3:::a:b:c:d", true, true},
    {"arn:aws:s3:::${aws:username}/${a, 'b'}", true, true},
    {"arn:aws:s3:${aws:RequestedRegion}::b", true, true},
    {"arn:aws:s3", true, false},
    {"arn:aws", true, false},
    {"arn:*", true, false},
    {"arn:aws:s3:::b\n", true, true},
    {"", false, false},
    {"**", false, false},
    {"?", false, false},
    {"arn", false, false},
    {"arn:", false, false},
    {"arn::s3:::b", false, false},
    {"arn:aw:s3:::b", false, false},
    {"arn:aws-x:s3:::b", false, false},
    {"Arn:aws:s3:::b", false, false},
    {" arn:aws:s3:::b", false, false},
    {"arn*:aws:s3:::b", false, false},
    {"arn:aws:s3:::${", false, false},
    {"arn:aws:s3:::${}", false, false},
    {"arn:aws:s3:::${a${b}}", false, false},
};

TEST(CheckResource, TakesArnPatterns) {
  for (const ResourceCase& row : kResources) {
    const auto check = [&row](PolicyKind kind) {
      return !CheckResource(row.resource, kind, Version::k2012_10_17).has_value();
    };
    EXPECT_EQ(check(PolicyKind::kIdentity), row.identity) << row.resource;
    EXPECT_EQ(check(PolicyKind::kBucket), row.identity) << row.resource;
    EXPECT_EQ(check(PolicyKind::kServiceControl), row.control) << row.resource;
    EXPECT_EQ(check(PolicyKind::kResourceControl), row.control) << row.resource;
  }
  EXPECT_EQ(CheckResource("arn:aws:s3:::${", PolicyKind::kIdentity, Version::k2008_10_17),
            std::nullopt);
}

struct ValueCase {
  ConditionType type;
  std::string_view value;
  bool valid;
};

using enum ConditionType;

constexpr ValueCase kValues[] = {
    {kString, "", true},       {kString, "${aws:username}", true},
    {kString, "${", false},    {kArn, "no arn", true},
    {kArn, "${a", false},      {kNumeric, "12", true},
    {kNumeric, "", false},     {kNumeric, "1x", false},
    {kDate, "2024", true},     {kDate, "yesterday", false},
    {kBool, "true", true},     {kBool, "FALSE", true},
    {kBool, "1", false},       {kBool, "", false},
    {kBool, "true ", false},   {kNull, "True", true},
    {kNull, "null", false},    {kBinary, "QUI=", true},
    {kBinary, "", true},       {kBinary, "QUI", false},
    {kIp, "10.0.0.0/8", true}, {kIp, "::1", true},
    {kIp, "10.0.0", false},    {kIp, "*", false},
};

TEST(CheckConditionValue, AsksForWhatTheOperatorNeeds) {
  for (const ValueCase& row : kValues) {
    EXPECT_EQ(!CheckConditionValue(row.value, row.type, Version::k2012_10_17).has_value(),
              row.valid)
        << static_cast<int>(row.type) << " " << row.value;
  }
  EXPECT_EQ(CheckConditionValue("${", kString, Version::k2008_10_17), std::nullopt);
}

TEST(CheckConditionKey, NeedsAPrefixAndAName) {
  for (const char* key :
       {"aws:username", "AWS:username", "aws:PrincipalTag/Team", "s3:prefix",
        "kms:EncryptionContext:purpose", "saml:sub", "aws:RequestTag/a:b/c d",
        "token.actions.githubusercontent.com:sub", "oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud"}) {
    EXPECT_EQ(CheckConditionKey(key), std::nullopt) << key;
  }
  for (const char* key : {"", ":", "aws", "aws:", ":username"}) {
    EXPECT_NE(CheckConditionKey(key), std::nullopt) << key;
  }
  EXPECT_EQ(CheckConditionKey("aws:" + std::string(508, 'x')), std::nullopt);
  EXPECT_NE(CheckConditionKey("aws:" + std::string(509, 'x')), std::nullopt);
}

TEST(CheckSid, AsksForLettersAndDigitsWhereIamDoes) {
  EXPECT_EQ(CheckSid("", PolicyKind::kManaged), std::nullopt);
  EXPECT_EQ(CheckSid("Az09", PolicyKind::kManaged), std::nullopt);
  EXPECT_NE(CheckSid("a b", PolicyKind::kManaged), std::nullopt);
  EXPECT_NE(CheckSid("a-b", PolicyKind::kTrust), std::nullopt);
  EXPECT_EQ(CheckSid("a b-\xC3\xA9", PolicyKind::kKey), std::nullopt);
  EXPECT_TRUE(SidsAreUnique(PolicyKind::kSession));
  EXPECT_FALSE(SidsAreUnique(PolicyKind::kBucket));
}

}  // namespace
}  // namespace keyward::policy::language
