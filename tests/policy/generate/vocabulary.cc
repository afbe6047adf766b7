// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/generate/vocabulary.h"

#include <array>

namespace keyward::policy::naive {
namespace {

using engine::ResourcePolicyKind;
using CallerType = engine::Caller::Type;

constexpr std::array<std::string_view, 6> kObjects = {
    "arn:{P}:s3:::reports/2024.csv",     "arn:{P}:s3:::reports/alice/notes",
    "arn:{P}:s3:::reports/été/ß.txt",    "arn:{P}:s3:::reports/line\nbreak",
    "arn:{P}:s3:::reports/a*c/x?y/$end", "arn:{P}:s3:::reports/a:b/c:d"};
constexpr std::array<std::string_view, 2> kQueues = {"arn:{P}:sqs:us-east-1:{O}:jobs",
                                                     "arn:{P}:sqs:eu-west-1:{O}:jobs-dead.fifo"};
constexpr std::array<std::string_view, 2> kFunctions = {
    "arn:{P}:lambda:us-east-1:{O}:function:thumb",
    "arn:{P}:lambda:us-east-1:{O}:function:thumb:prod"};
constexpr std::array<std::string_view, 4> kKeys = {
    "arn:{P}:kms:us-east-1:{O}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:{P}:kms:us-east-1:{O}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:{P}:kms:us-east-1:{O}:key/mrk-1234abcd12ab34cd56ef1234567890ab",
    "arn:{P}:kms:us-east-1:{O}:alias/app"};
constexpr std::array<std::string_view, 2> kRoles = {"arn:{P}:iam::{O}:role/Reader",
                                                    "arn:{P}:iam::{O}:role/app/Writer"};
constexpr std::array<std::string_view, 1> kBucket = {"arn:{P}:s3:::reports"};
constexpr std::array<std::string_view, 1> kNoResource = {"*"};
constexpr std::array kCallers = {
    CallerWord{CallerType::kUser, "arn:{P}:iam::{A}:user/alice", "arn:{P}:iam::{A}:user/alice",
               "AIDACKCEVSQ6C2EXAMPLE"},
    CallerWord{CallerType::kUser, "arn:{P}:iam::{A}:user/team/bob",
               "arn:{P}:iam::{A}:user/team/bob", "AIDAJQABLZS4A3QDU576Q"},
    CallerWord{CallerType::kRoleSession, "arn:{P}:sts::{A}:assumed-role/Reader/s1",
               "arn:{P}:iam::{A}:role/Reader", "AROADBQP57FF2AEXAMPLE"},
    CallerWord{CallerType::kRoleSession, "arn:{P}:sts::{A}:assumed-role/Writer/i-0abc",
               "arn:{P}:iam::{A}:role/app/Writer", "AROAJQABLZS4A3QDU576Q"},
    CallerWord{CallerType::kRole, "arn:{P}:iam::{A}:role/Reader", "arn:{P}:iam::{A}:role/Reader",
               "AROADBQP57FF2AEXAMPLE"},
    CallerWord{CallerType::kRole, "arn:{P}:iam::{A}:role/app/Writer",
               "arn:{P}:iam::{A}:role/app/Writer", "AROAJQABLZS4A3QDU576Q"},
    CallerWord{CallerType::kFederatedUser, "arn:{P}:sts::{A}:federated-user/fed",
               "arn:{P}:iam::{A}:user/alice", "AIDACKCEVSQ6C2EXAMPLE"},
    CallerWord{CallerType::kRoot, "arn:{P}:iam::{A}:root", "", ""},
    CallerWord{CallerType::kRoleSession, "arn:{P}:sts::{A}:assumed-role/AWSServiceRoleForX/x",
               "arn:{P}:iam::{A}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
               "AROAJQABLZS4A3QDU577Q"},
    CallerWord{CallerType::kRole,
               "arn:{P}:iam::{A}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
               "arn:{P}:iam::{A}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
               "AROAJQABLZS4A3QDU577Q"},
    CallerWord{CallerType::kService, "lambda.amazonaws.com", "", ""},
    CallerWord{CallerType::kService, "events.amazonaws.com", "", ""},
    CallerWord{CallerType::kFederated, "cognito-identity.amazonaws.com", "", ""},
    CallerWord{CallerType::kFederated, "arn:{P}:iam::{A}:oidc-provider/idp.example.com", "", ""},
    CallerWord{CallerType::kFederated, "arn:{P}:iam::{A}:saml-provider/corp", "", ""},
    CallerWord{CallerType::kOriginAccessIdentity,
               "arn:{P}:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC", "",
               ""},
    CallerWord{CallerType::kAnonymous, "", "", ""},
};
constexpr std::array kActions = {
    ActionWord{"s3:GetObject", ResourcePolicyKind::kBucket, kObjects},
    ActionWord{"s3:PutObject", ResourcePolicyKind::kBucket, kObjects},
    ActionWord{"s3:ListBucket", ResourcePolicyKind::kBucket, kBucket},
    ActionWord{"s3:ListAllMyBuckets", ResourcePolicyKind::kOther, kNoResource},
    ActionWord{"sqs:SendMessage", ResourcePolicyKind::kOther, kQueues},
    ActionWord{"sqs:ReceiveMessage", ResourcePolicyKind::kOther, kQueues},
    ActionWord{"lambda:InvokeFunction", ResourcePolicyKind::kOther, kFunctions},
    ActionWord{"lambda:ListFunctions", ResourcePolicyKind::kOther, kNoResource},
    ActionWord{"kms:Decrypt", ResourcePolicyKind::kKey, kKeys},
    ActionWord{"kms:GenerateDataKey", ResourcePolicyKind::kKey, kKeys},
    ActionWord{"kms:Sign", ResourcePolicyKind::kKey, kKeys},
    ActionWord{"kms:DescribeKey", ResourcePolicyKind::kKey, kKeys},
    ActionWord{"kms:RetireGrant", ResourcePolicyKind::kKey, kKeys},
    ActionWord{"kms:ListAliases", ResourcePolicyKind::kKey, kNoResource},
    ActionWord{"sts:AssumeRole", ResourcePolicyKind::kTrust, kRoles},
    ActionWord{"sts:AssumeRole", ResourcePolicyKind::kTrust, kRoles},
    ActionWord{"sts:AssumeRoleWithWebIdentity", ResourcePolicyKind::kTrust, kRoles},
    ActionWord{"sts:AssumeRoleWithSAML", ResourcePolicyKind::kTrust, kRoles},
    ActionWord{"sts:GetCallerIdentity", ResourcePolicyKind::kOther, kNoResource},
    ActionWord{"iam:PassRole", ResourcePolicyKind::kOther, kRoles},
};

void ReplaceAll(std::string* text, std::string_view what, std::string_view with) {
  for (std::size_t at = text->find(what); at != std::string::npos;
       at = text->find(what, at + with.size())) {
    text->replace(at, what.size(), with);
  }
}

}  // namespace

std::string Render(std::string_view text, std::string_view partition, std::string_view account) {
  std::string rendered(text);
  ReplaceAll(&rendered, "{P}", partition);
  ReplaceAll(&rendered, "{A}", account);
  ReplaceAll(&rendered, "{O}", account);
  return rendered;
}

std::span<const std::string_view> Partitions() {
  static constexpr std::array<std::string_view, 3> kPartitions = {"aws", "aws-cn", "aws-us-gov"};
  return kPartitions;
}

std::span<const std::string_view> Accounts() {
  static constexpr std::array<std::string_view, 3> kAccounts = {"111122223333", "222233334444",
                                                                "333344445555"};
  return kAccounts;
}

std::span<const CallerWord> CallerWords() { return kCallers; }

std::span<const ActionWord> ActionWords() { return kActions; }

std::span<const std::string_view> ActionPatterns() {
  static constexpr std::array<std::string_view, 20> kPatterns = {"*",
                                                                 "s3:*",
                                                                 "s3:Get*",
                                                                 "S3:getobject",
                                                                 "s3:?etObject",
                                                                 "s3:*Object",
                                                                 "s3:List*",
                                                                 "sqs:*Message",
                                                                 "sqs:SendMessage",
                                                                 "lambda:*",
                                                                 "lambda:*e*Function",
                                                                 "kms:*",
                                                                 "kms:De*",
                                                                 "kms:GenerateDataKey*",
                                                                 "KMS:DECRYPT",
                                                                 "sts:*",
                                                                 "sts:AssumeRole*",
                                                                 "iam:PassRole",
                                                                 "s3:G**t",
                                                                 "ec2:RunInstances"};
  return kPatterns;
}

}  // namespace keyward::policy::naive
