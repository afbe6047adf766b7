// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "tests/policy/generate/vocabulary.h"

namespace keyward::policy::naive {
namespace {

using language::ConditionType;

constexpr std::array<std::string_view, 18> kStrings = {
    "alice", "bob",    "reports",     "Reports",  "REPORTS",
    "blue",  "",       "a*c",         "abc",      "a?c",
    "été",   "Éclair", "line\nbreak", "2024.csv", "${aws:username}",
    "jobs",  "thumb",  "a:b"};
constexpr std::array<std::string_view, 16> kNumbers = {
    "10", "100", "9223372036854775807",  "9223372036854775808",  "-5",   "1.5",   "1e2", "100.0",
    "0",  "-0",  "-9223372036854775808", "18446744073709551615", "1.50", "15e-1", "0.1", "1E+2"};
constexpr std::array<std::string_view, 15> kDates = {"2024-01-01T00:00:00Z",
                                                     "2024-01-01T02:00:00+02:00",
                                                     "2024-01-01",
                                                     "2024-01",
                                                     "2024",
                                                     "1704067200",
                                                     "2024-01-01T00:00:00.000000001Z",
                                                     "2024-01-01T00:00Z",
                                                     "2023-12-31T23:59:59.5Z",
                                                     "2023-12-31T18:30:00-05:30",
                                                     "1969-12-31T23:59:59Z",
                                                     "0",
                                                     "999",
                                                     "2024-02-29",
                                                     "1970"};
constexpr std::array<std::string_view, 4> kBools = {"true", "false", "TRUE", "False"};
constexpr std::array<std::string_view, 6> kBase64 = {
    "", "QUJD", "QUI=", "QQ==", "AAECAw==", "/+8="};
constexpr std::array<std::string_view, 14> kNetworks = {"10.0.0.0/8",
                                                        "10.1.2.3",
                                                        "10.1.2.3/32",
                                                        "0.0.0.0/0",
                                                        "::/0",
                                                        "2001:db8::/32",
                                                        "2001:DB8:0:0::1",
                                                        "2001:db8::1/128",
                                                        "::ffff:10.0.0.0/104",
                                                        "::ffff:10.1.2.3",
                                                        "192.168.1.77/24",
                                                        "::ffff:0:0/95",
                                                        "10.1.2.0/31",
                                                        "2001:db8:8000::/33"};
constexpr std::array<std::string_view, 10> kAddresses = {
    "10.1.2.3",        "10.255.0.1", "192.168.1.1",    "2001:db8::1", "2001:0db8:0000:0:0:0:0:0001",
    "::ffff:10.1.2.3", "::1",        "::ffff:a01:203", "0.0.0.0",     "2001:DB8:8000::5"};
constexpr std::array<std::string_view, 7> kArns = {
    "arn:aws:s3:::reports",
    "arn:aws:sns:us-east-1:111122223333:topic",
    "arn:aws:sns:us-east-1:222233334444:topic",
    "arn:aws:lambda:us-east-1:111122223333:function:thumb:prod",
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::111122223333:user/team/bob",
    "arn:aws:sts::111122223333:assumed-role/Reader/s1"};
constexpr std::array<std::string_view, 13> kArnPatterns = {
    "*",
    "arn:aws:s3:::reports",
    "arn:aws:s3:::*",
    "arn:*:sns:*:111122223333:topic",
    "arn:aws:sns:us-east-?:*:t?pic",
    "arn:aws:sns:*:topic",
    "arn:aws:lambda:*:*:function:*",
    "arn:aws:lambda:us-east-1:111122223333:*prod",
    "arn:aws:iam::111122223333:user/*",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:iam::${kms:CallerAccount}:user/*",
    "arn:aws:sts::1111?2223333:assumed-role/*/s1",
    "arn:aws:s3"};
constexpr std::array<std::string_view, 3> kNulls = {"true", "false", "True"};
constexpr std::array<std::string_view, 0> kNone = {};

constexpr std::array<std::string_view, 10> kBadNumbers = {"10abc", "",   " 5", "+5", "0x10",
                                                          "NaN",   "5.", ".5", "1e", "--1"};
constexpr std::array<std::string_view, 9> kBadDates = {"yesterday",
                                                       "2024-13-01",
                                                       "2024-02-30",
                                                       "2024-01-01T00:00:00",
                                                       "2024-01-01T25:00:00Z",
                                                       "-5",
                                                       "12.5",
                                                       "2024-1-1",
                                                       ""};
constexpr std::array<std::string_view, 4> kBadBools = {"yes", "1", "", "truee"};
constexpr std::array<std::string_view, 5> kBadBase64 = {"QQ", "Q===", "!!!!", " QUJD", "QQ=Q"};
constexpr std::array<std::string_view, 7> kBadAddresses = {
    "10.0.0", "10.0.0.0/8", "fe80::1%eth0", "256.1.1.1", "01.2.3.4", "", ":::"};
constexpr std::array<std::string_view, 4> kBadArns = {"not-an-arn", "arn:aws:s3", "", "*"};

constexpr std::array kKeys = {
    KeyWord{"aws:username", ConditionType::kString, false, "alice bob reports"},
    KeyWord{"aws:PrincipalTag/Team", ConditionType::kString, false, "reports 2024.csv a*c"},
    KeyWord{"aws:RequestTag/Dept", ConditionType::kString, false, "jobs thumb blue"},
    KeyWord{"aws:ResourceTag/Dept", ConditionType::kString, false, "blue Blue"},
    KeyWord{"s3:prefix", ConditionType::kString, false, "home/alice/ reports/"},
    KeyWord{"aws:SourceVpce", ConditionType::kString, false, "vpce-1a2b3c4d"},
    KeyWord{"kms:CallerAccount", ConditionType::kString, false, "111122223333 222233334444"},
    KeyWord{"kms:EncryptionContext:Dept", ConditionType::kString, false, "finance HR"},
    KeyWord{"kms:EncryptionContext:app", ConditionType::kString, false, "finance web"},
    KeyWord{"saml:aud", ConditionType::kString, false, "https://signin.aws.amazon.com/saml"},
    KeyWord{"idp.example.com:aud", ConditionType::kString, false, "app"},
    KeyWord{"aws:TagKeys", ConditionType::kString, true, "Dept Team dept Dept Team"},
    KeyWord{"aws:PrincipalOrgPaths", ConditionType::kString, true, "o-a1/r-b2/ou-c3/ o-a1/r-b2/"},
    KeyWord{"kms:EncryptionContextKeys", ConditionType::kString, true, "Dept app"},
    KeyWord{"s3:max-keys", ConditionType::kNumeric, false, ""},
    KeyWord{"aws:MultiFactorAuthAge", ConditionType::kNumeric, false, "0100 3600"},
    KeyWord{"app:Scores", ConditionType::kNumeric, true, ""},
    KeyWord{"aws:CurrentTime", ConditionType::kDate, false, ""},
    KeyWord{"aws:TokenIssueTime", ConditionType::kDate, false, ""},
    KeyWord{"app:Dates", ConditionType::kDate, true, ""},
    KeyWord{"aws:SecureTransport", ConditionType::kBool, false, ""},
    KeyWord{"aws:MultiFactorAuthPresent", ConditionType::kBool, false, ""},
    KeyWord{"app:Flags", ConditionType::kBool, true, ""},
    KeyWord{"app:Blob", ConditionType::kBinary, false, ""},
    KeyWord{"app:Blobs", ConditionType::kBinary, true, ""},
    KeyWord{"aws:SourceIp", ConditionType::kIp, false, ""},
    KeyWord{"aws:VpcSourceIp", ConditionType::kIp, false, ""},
    KeyWord{"app:Addresses", ConditionType::kIp, true, ""},
    KeyWord{"aws:SourceArn", ConditionType::kArn, false, ""},
    KeyWord{"aws:PrincipalArn", ConditionType::kArn, false, ""},
    KeyWord{"app:Arns", ConditionType::kArn, true, ""},
};
constexpr std::array kOperators = {
    OperatorWord{"StringEquals", ConditionType::kString},
    OperatorWord{"StringNotEquals", ConditionType::kString},
    OperatorWord{"StringEqualsIgnoreCase", ConditionType::kString},
    OperatorWord{"StringNotEqualsIgnoreCase", ConditionType::kString},
    OperatorWord{"StringLike", ConditionType::kString},
    OperatorWord{"StringNotLike", ConditionType::kString},
    OperatorWord{"NumericEquals", ConditionType::kNumeric},
    OperatorWord{"NumericNotEquals", ConditionType::kNumeric},
    OperatorWord{"NumericLessThan", ConditionType::kNumeric},
    OperatorWord{"NumericLessThanEquals", ConditionType::kNumeric},
    OperatorWord{"NumericGreaterThan", ConditionType::kNumeric},
    OperatorWord{"NumericGreaterThanEquals", ConditionType::kNumeric},
    OperatorWord{"DateEquals", ConditionType::kDate},
    OperatorWord{"DateNotEquals", ConditionType::kDate},
    OperatorWord{"DateLessThan", ConditionType::kDate},
    OperatorWord{"DateLessThanEquals", ConditionType::kDate},
    OperatorWord{"DateGreaterThan", ConditionType::kDate},
    OperatorWord{"DateGreaterThanEquals", ConditionType::kDate},
    OperatorWord{"Bool", ConditionType::kBool},
    OperatorWord{"BinaryEquals", ConditionType::kBinary},
    OperatorWord{"IpAddress", ConditionType::kIp},
    OperatorWord{"NotIpAddress", ConditionType::kIp},
    OperatorWord{"ArnEquals", ConditionType::kArn},
    OperatorWord{"ArnNotEquals", ConditionType::kArn},
    OperatorWord{"ArnLike", ConditionType::kArn},
    OperatorWord{"ArnNotLike", ConditionType::kArn},
    OperatorWord{"Null", ConditionType::kNull},
};

}  // namespace

std::span<const KeyWord> KeyWords() { return kKeys; }

std::span<const std::string_view> PolicySamples(ConditionType type) {
  switch (type) {
    case ConditionType::kIp:
      return kNetworks;
    case ConditionType::kArn:
      return kArnPatterns;
    case ConditionType::kNull:
      return kNulls;
    case ConditionType::kString:
    case ConditionType::kNumeric:
    case ConditionType::kDate:
    case ConditionType::kBool:
    case ConditionType::kBinary:
      return ContextSamples(type);
  }
  return kNone;
}

std::span<const std::string_view> ContextSamples(ConditionType type) {
  switch (type) {
    case ConditionType::kString:
    case ConditionType::kNull:
      return kStrings;
    case ConditionType::kNumeric:
      return kNumbers;
    case ConditionType::kDate:
      return kDates;
    case ConditionType::kBool:
      return kBools;
    case ConditionType::kBinary:
      return kBase64;
    case ConditionType::kIp:
      return kAddresses;
    case ConditionType::kArn:
      return kArns;
  }
  return kNone;
}

std::span<const std::string_view> UnreadableSamples(ConditionType type) {
  switch (type) {
    case ConditionType::kString:
    case ConditionType::kNull:
      return kStrings;
    case ConditionType::kNumeric:
      return kBadNumbers;
    case ConditionType::kDate:
      return kBadDates;
    case ConditionType::kBool:
      return kBadBools;
    case ConditionType::kBinary:
      return kBadBase64;
    case ConditionType::kIp:
      return kBadAddresses;
    case ConditionType::kArn:
      return kBadArns;
  }
  return kNone;
}

std::span<const OperatorWord> OperatorWords() { return kOperators; }

}  // namespace keyward::policy::naive
