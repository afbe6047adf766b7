// SPDX-License-Identifier: Apache-2.0
#include "iam/aws_policies.h"

#include <algorithm>
#include <array>

namespace keyward::iam {
namespace {

constexpr std::array kPolicies = {
    AwsPolicy{"/", "AWSDenyAll", "ANPAKEYWARDAAAAAAAAAD",
              R"({"Version":"2012-10-17","Statement":[{"Sid":"DenyAll","Effect":"Deny",)"
              R"("Action":["*"],"Resource":"*"}]})",
              "Denies everything.", 2, 1'556'750'174, 1'702'917'725},
    AwsPolicy{"/", "AdministratorAccess", "ANPAKEYWARDAAAAAAAAAA",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*",)"
              R"("Resource":"*"}]})",
              "Allows everything.", 1, 1'423'247'986, 1'423'247'986},
    AwsPolicy{"/", "IAMFullAccess", "ANPAKEYWARDAAAAAAAAAF",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:*",)"
              R"("organizations:DescribeAccount","organizations:DescribeOrganization",)"
              R"("organizations:DescribeOrganizationalUnit","organizations:DescribePolicy",)"
              R"("organizations:ListChildren","organizations:ListParents",)"
              R"("organizations:ListPoliciesForTarget","organizations:ListRoots",)"
              R"("organizations:ListPolicies","organizations:ListTargetsForPolicy"],)"
              R"("Resource":"*"}]})",
              "Allows everything in IAM.", 2, 1'423'248'038, 1'561'146'000},
    AwsPolicy{"/", "IAMReadOnlyAccess", "ANPAKEYWARDAAAAAAAAAR",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[)"
              R"("iam:GenerateCredentialReport","iam:GenerateServiceLastAccessedDetails",)"
              R"("iam:Get*","iam:List*","iam:SimulateCustomPolicy",)"
              R"("iam:SimulatePrincipalPolicy"],"Resource":"*"}]})",
              "Allows reading and simulating in IAM.", 4, 1'423'248'039, 1'516'907'487},
    AwsPolicy{"/", "IAMUserChangePassword", "ANPAKEYWARDAAAAAAAAAC",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
              R"("Action":["iam:ChangePassword"],)"
              R"("Resource":["arn:aws:iam::*:user/${aws:username}"]},{"Effect":"Allow",)"
              R"("Action":["iam:GetAccountPasswordPolicy"],"Resource":"*"}]})",
              "Allows users to change their own passwords.", 2, 1'479'169'516, 1'479'251'935},
    AwsPolicy{"/", "PowerUserAccess", "ANPAKEYWARDAAAAAAAAAP",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
              R"("NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},)"
              R"({"Effect":"Allow","Action":["account:GetAccountInformation",)"
              R"("account:GetGovCloudAccountInformation","account:GetPrimaryEmail",)"
              R"("account:ListRegions","iam:CreateServiceLinkedRole",)"
              R"("iam:DeleteServiceLinkedRole","iam:ListRoles",)"
              R"("organizations:DescribeEffectivePolicy","organizations:DescribeOrganization"],)"
              R"("Resource":"*"}]})",
              "Allows everything but managing IAM, the organization and the account.", 12,
              1'423'247'987, 1'770'919'154},
};
static_assert(std::ranges::is_sorted(kPolicies, {}, &AwsPolicy::name));

}  // namespace

std::span<const AwsPolicy> AwsPolicies() { return kPolicies; }

std::string_view AwsPolicyDocument(std::string_view name) {
  const auto found = std::ranges::lower_bound(kPolicies, name, {}, &AwsPolicy::name);
  return found != kPolicies.end() && found->name == name ? found->document : "";
}

}  // namespace keyward::iam
