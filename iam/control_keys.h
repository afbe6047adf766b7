// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/encoding.h"

// Where the organization and its control policies are kept:
//
//   org/organization          Organization; absent until an operation needs its ids
//   org/management            the id of the management account
//   org/policy/ID             ControlPolicy
//   org/policy-name/TYPE/NAME the id; NAME is base64 of it
//   org/target/TARGET         ControlTarget; TARGET is `root` or an account's id
//   org/tags/TARGET           TargetTags
//   org/request/ID            AccountRequest
//   org/email/EMAIL           AccountEmail; EMAIL is base64 of it in lower case
//   org/count/WHAT            Count; WHAT is `accounts` or a policy type
//
// Pure; thread-safe.
namespace keyward::iam {

inline constexpr std::string_view kOrganizationRoot = "root";
inline constexpr std::string_view kManagementKey = "org/management";
inline constexpr std::string_view kOrganizationKey = "org/organization";
inline constexpr std::string_view kControlPolicyPrefix = "org/policy/";

inline std::string ControlPolicyKey(std::string_view id) {
  return std::string(kControlPolicyPrefix).append(id);
}
inline std::string ControlPolicyNameKey(std::string_view type, std::string_view name) {
  return std::string("org/policy-name/").append(type).append("/") + core::Base64Encode(name);
}
inline std::string ControlTargetKey(std::string_view target) {
  return std::string("org/target/").append(target);
}
inline std::string TargetTagsKey(std::string_view target) {
  return std::string("org/tags/").append(target);
}
inline std::string AccountRequestKey(std::string_view id) {
  return std::string("org/request/").append(id);
}
inline std::string AccountEmailKey(std::string_view email) {
  return "org/email/" + core::Base64Encode(core::AsciiLower(email));
}
inline std::string CountKey(std::string_view what) {
  return std::string("org/count/").append(what);
}

}  // namespace keyward::iam
