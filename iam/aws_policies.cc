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
              "Denies everything."},
    AwsPolicy{"/", "AdministratorAccess", "ANPAKEYWARDAAAAAAAAAA",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*",)"
              R"("Resource":"*"}]})",
              "Allows everything."},
    AwsPolicy{"/", "IAMFullAccess", "ANPAKEYWARDAAAAAAAAAF",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:*",)"
              R"("organizations:DescribeAccount","organizations:DescribeOrganization",)"
              R"("organizations:DescribeOrganizationalUnit","organizations:DescribePolicy",)"
              R"("organizations:ListChildren","organizations:ListParents",)"
              R"("organizations:ListPoliciesForTarget","organizations:ListRoots",)"
              R"("organizations:ListPolicies","organizations:ListTargetsForPolicy"],)"
              R"("Resource":"*"}]})",
              "Allows everything in IAM."},
    AwsPolicy{"/", "IAMReadOnlyAccess", "ANPAKEYWARDAAAAAAAAAR",
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[)"
              R"("iam:GenerateCredentialReport","iam:GenerateServiceLastAccessedDetails",)"
              R"("iam:Get*","iam:List*","iam:SimulateCustomPolicy",)"
              R"("iam:SimulatePrincipalPolicy"],"Resource":"*"}]})",
              "Allows reading and simulating in IAM."},
};
static_assert(std::ranges::is_sorted(kPolicies, {}, &AwsPolicy::name));

}  // namespace

std::span<const AwsPolicy> AwsPolicies() { return kPolicies; }

std::string_view AwsPolicyDocument(std::string_view name) {
  const auto found = std::ranges::lower_bound(kPolicies, name, {}, &AwsPolicy::name);
  return found != kPolicies.end() && found->name == name ? found->document : "";
}

}  // namespace keyward::iam
