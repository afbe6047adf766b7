// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Where control policies are kept:
//
//   org/policy/ID          ControlPolicy
//   org/target/TARGET      ControlTarget; TARGET is `root` or an account's id
//   org/management         the id of the management account
//
// Pure; thread-safe.
namespace keyward::iam {

inline constexpr std::string_view kOrganizationRoot = "root";
inline constexpr std::string_view kManagementKey = "org/management";

inline std::string ControlPolicyKey(std::string_view id) {
  return std::string("org/policy/").append(id);
}
inline std::string ControlTargetKey(std::string_view target) {
  return std::string("org/target/").append(target);
}

}  // namespace keyward::iam
