// SPDX-License-Identifier: Apache-2.0
#include "core/arn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace keyward::core {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kPartitions[] = {"aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                            "aws-iso-b", "aws-iso-e", "aws-iso-f",  "aws-eusc"};

struct ArnCase {
  const char* name;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;
  std::string_view type;
  std::string_view id;

  friend void PrintTo(const ArnCase& row, std::ostream* out) { *out << row.resource; }
};

constexpr ArnCase kArns[] = {
    {"BareId", "s3", "", "", "bucket", "bucket", ""},
    {"Object", "s3", "", "", "bucket/a/b c:d", "bucket", "a/b c:d"},
    {"User", "iam", "", "111122223333", "user/alice", "user", "alice"},
    {"Root", "iam", "", "111122223333", "root", "root", ""},
    {"ManagedPolicy", "iam", "", "aws", "policy/ReadOnlyAccess", "policy", "ReadOnlyAccess"},
    {"Session", "sts", "", "111122223333", "assumed-role/r/s", "assumed-role", "r/s"},
    {"OriginAccess", "iam", "", "cloudfront", "user/CloudFront Origin Access Identity E1", "user",
     "CloudFront Origin Access Identity E1"},
    {"Queue", "sqs", "eu-west-1", "111122223333", "jobs", "jobs", ""},
    {"Key", "kms", "eu-west-1", "111122223333", "key/1234-abcd", "key", "1234-abcd"},
    {"Secret", "secretsmanager", "eu-west-1", "111122223333", "secret:a/b-AbCdEf", "secret",
     "a/b-AbCdEf"},
    {"Function", "lambda", "eu-west-1", "111122223333", "function:f:$LATEST", "function",
     "f:$LATEST"},
    {"LogGroup", "logs", "eu-west-1", "111122223333", "log-group:/aws/f:*:x", "log-group",
     "/aws/f:*:x"},
    {"SlashThenColon", "elasticbeanstalk", "eu-west-1", "", "environment/a/b:c", "environment",
     "a/b:c"},
    {"LeadingSlash", "apigateway", "eu-west-1", "", "/restapis/a", "", "restapis/a"},
    {"TrailingColon", "rds", "eu-west-1", "111122223333", "db:", "db", ""},
    {"Utf8", "s3", "", "", "b/\xC3\xA9", "b", "\xC3\xA9"},
};

class ArnParts : public testing::TestWithParam<ArnCase> {};

INSTANTIATE_TEST_SUITE_P(Table, ArnParts, testing::ValuesIn(kArns),
                         [](const testing::TestParamInfo<ArnCase>& row) {
                           return std::string(row.param.name);
                         });

TEST_P(ArnParts, AreReadInEveryPartition) {
  const ArnCase& row = GetParam();
  for (const std::string_view partition : kPartitions) {
    std::string text = "arn";
    for (const auto part : {partition, row.service, row.region, row.account, row.resource}) {
      text += ":" + std::string(part);
    }
    SCOPED_TRACE(text);
    const Result<Arn> arn = Arn::Parse(text);
    ASSERT_TRUE(arn.has_value()) << Describe(arn.error());
    EXPECT_EQ(arn->partition, partition);
    EXPECT_EQ(arn->service, row.service);
    EXPECT_EQ(arn->region, row.region);
    EXPECT_EQ(arn->account, row.account);
    EXPECT_EQ(arn->resource, row.resource);
    EXPECT_EQ(arn->resource_type(), row.type);
    EXPECT_EQ(arn->resource_id(), row.id);
    EXPECT_EQ(arn->resource.data() + arn->resource.size(), text.data() + text.size()) << "a view";
  }
}

struct RefusalCase {
  std::string_view text;
  const char* reason;
};

constexpr RefusalCase kRefusals[] = {
    {"", "must be"},
    {"arn", "must be"},
    {"arn:aws:s3", "must be"},
    {"arn:aws:s3::", "must be"},
    {"ARN:aws:s3:::b", "must be"},
    {" arn:aws:s3:::b", "must be"},
    {"*", "must be"},
    {"arn::s3:::b", "unknown partition"},
    {"arn:AWS:s3:::b", "unknown partition"},
    {"arn:aws-xx:s3:::b", "unknown partition"},
    {"arn:*:s3:::b", "unknown partition"},
    {"arn:aws::::b", "no service"},
    {"arn:aws:s3:::", "no resource"},
    {"arn:aws:iam::11112222333:root", "twelve digits"},
    {"arn:aws:iam::1111222233334:root", "twelve digits"},
    {"arn:aws:iam::11112222333a:root", "twelve digits"},
    {"arn:aws:iam::AWS:policy/p", "twelve digits"},
    {"arn:aws:iam::*:root", "twelve digits"},
    {"arn:aws:s*::111122223333:b", "wildcard"},
    {"arn:aws:s3:eu-west-?:111122223333:b", "wildcard"},
    {"arn:aws:s3:\n:111122223333:b", "control character"},
    {"arn:aws:s3\x7F:::b", "control character"},
};

TEST(ArnParse, RefusesWhatNamesNothing) {
  for (const RefusalCase& row : kRefusals) {
    const Result<Arn> arn = Arn::Parse(row.text);
    ASSERT_FALSE(arn.has_value()) << row.text;
    EXPECT_EQ(arn.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(arn.error().name, "ValidationError");
    const std::string start = "`" + std::string(row.text) + "` is not a valid ARN: ";
    EXPECT_THAT(arn.error().message, testing::StartsWith(start));
    EXPECT_THAT(arn.error().message, testing::HasSubstr(row.reason)) << row.text;
  }
  EXPECT_FALSE(Arn::Parse("arn:aws:s\0:::b"sv).has_value());
}

TEST(ArnParse, CutsLongTextInItsMessage) {
  const Result<Arn> arn = Arn::Parse(std::string(1'000'000, 'x'));
  ASSERT_FALSE(arn.has_value());
  EXPECT_LT(arn.error().message.size(), 400u);
}

TEST(ArnSplit, ChecksOnlyThatThereAreSixParts) {
  const auto arn = Arn::Split("arn:*:::?:a:b");
  ASSERT_TRUE(arn.has_value());
  EXPECT_EQ(arn->partition, "*");
  EXPECT_EQ(arn->service, "");
  EXPECT_EQ(arn->region, "");
  EXPECT_EQ(arn->account, "?");
  EXPECT_EQ(arn->resource, "a:b");
  EXPECT_TRUE(Arn::Split("arn:::::").has_value());
  for (const std::string_view text :
       {"", "arn", "arn:", "arn::::", "Arn:::::", "xarn:::::", "arn "}) {
    EXPECT_FALSE(Arn::Split(text).has_value()) << text;
  }
}

TEST(IsAccountId, IsTwelveAsciiDigits) {
  EXPECT_TRUE(IsAccountId("000000000000"));
  EXPECT_TRUE(IsAccountId("123456789012"));
  for (const std::string_view text : {""sv, "12345678901"sv, "1234567890123"sv, "12345678901a"sv,
                                      "-12345678901"sv, "12345678901 "sv, "12345678901\0"sv,
                                      "\xD9\xA1\xD9\xA1\xD9\xA1\xD9\xA1\xD9\xA1\xD9\xA1"sv}) {
    EXPECT_FALSE(IsAccountId(text)) << text;
  }
}

TEST(IsPartition, KnowsThemAll) {
  for (const std::string_view partition : kPartitions) EXPECT_TRUE(IsPartition(partition));
  for (const std::string_view text : {"", "AWS", "aws-", "aws-gov", "aws-iso-c", "aws ", "aw"}) {
    EXPECT_FALSE(IsPartition(text)) << text;
  }
}

}  // namespace
}  // namespace keyward::core
