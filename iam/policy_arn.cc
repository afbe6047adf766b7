// SPDX-License-Identifier: Apache-2.0
#include "iam/policy_arn.h"

#include "core/arn.h"

namespace keyward::iam {

std::optional<PolicyArn> ParsePolicyArn(std::string_view arn) {
  constexpr std::string_view kType = "policy/";
  const std::optional<core::Arn> parsed = core::Arn::Split(arn);
  if (!parsed || parsed->partition != "aws" || parsed->service != "iam" || !parsed->region.empty())
    return std::nullopt;
  PolicyArn policy;
  policy.is_aws = parsed->account == "aws";
  if (!policy.is_aws) {
    if (!core::IsAccountId(parsed->account)) return std::nullopt;
    policy.account = parsed->account;
  }
  std::string_view resource = parsed->resource;
  if (!resource.starts_with(kType)) return std::nullopt;
  const std::string_view rest = resource.substr(kType.size() - 1);
  const std::size_t slash = rest.rfind('/');
  policy.path = rest.substr(0, slash + 1);
  policy.name = rest.substr(slash + 1);
  if (policy.name.empty()) return std::nullopt;
  return policy;
}

}  // namespace keyward::iam
