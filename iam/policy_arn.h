// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keyward::iam {

// A managed policy's ARN, taken apart.
struct PolicyArn {
  std::string account;  // "" for AWS's own
  bool is_aws = false;
  std::string path;  // begins and ends with `/`
  std::string name;
};

// Nothing for any other text. Pure; thread-safe.
std::optional<PolicyArn> ParsePolicyArn(std::string_view arn);

}  // namespace keyward::iam
