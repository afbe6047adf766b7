// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Where iam/ keeps what. Names stand in lower case, as two names that differ only in case are one.
//
//   iam/account/ACCOUNT                         Account
//   iam/alias/ALIAS                             the account's id
//   iam/key/ACCESS_KEY_ID                       AccessKey
//   iam/key-use/ACCESS_KEY_ID                   AccessKeyUse: made and deleted with the key
//   iam/in/ACCOUNT/user/NAME                    User; group, role, policy, profile, saml likewise
//   iam/in/ACCOUNT/oidc/URL                     OidcProvider
//   iam/in/ACCOUNT/mfa/PATH_AND_NAME            MfaDevice; as in its serial number
//   iam/in/ACCOUNT/group-id/ID                  the group's name: a rename leaves its members alone
//   iam/in/ACCOUNT/member/GROUP_ID/USER         empty: the user is in the group
//   iam/in/ACCOUNT/attached/POLICY/KIND/NAME    empty: the policy is attached to it
//   iam/in/ACCOUNT/bounded/POLICY/KIND/NAME     empty: the policy is its boundary
//   iam/in/ACCOUNT/aws-policy/NAME              ManagedPolicy: the counts alone, of one of AWS's
//
// POLICY is an ARN with `/` as `|`, so that no key is another's beginning. KIND is user, group or
// role. Pure; thread-safe.
namespace keyward::iam {

enum class Kind : unsigned char { kUser, kGroup, kRole, kPolicy, kProfile, kSaml, kOidc, kMfa };

// "user", "group", "role", "policy", "profile", "saml", "oidc", "mfa".
std::string_view KindName(Kind kind);

std::string AccountKey(std::string_view account);
std::string AliasKey(std::string_view alias);
std::string AccessKeyKey(std::string_view id);
std::string AccessKeyUseKey(std::string_view id);

std::string EntityKey(std::string_view account, Kind kind, std::string_view name);
std::string EntityPrefix(std::string_view account, Kind kind);

// `serial` is the device's ARN.
std::string MfaDeviceKey(std::string_view account, std::string_view serial);

std::string GroupIdKey(std::string_view account, std::string_view group_id);
std::string MemberKey(std::string_view account, std::string_view group_id, std::string_view user);
std::string MemberPrefix(std::string_view account, std::string_view group_id);

// `account` is that of the principal: AWS's own policies are attached in many.
std::string AttachedKey(std::string_view account, std::string_view policy_arn, Kind kind,
                        std::string_view name);
std::string AttachedPrefix(std::string_view account, std::string_view policy_arn);
std::string BoundedKey(std::string_view account, std::string_view policy_arn, Kind kind,
                       std::string_view name);
std::string BoundedPrefix(std::string_view account, std::string_view policy_arn);
std::string AwsPolicyUseKey(std::string_view account, std::string_view name);

}  // namespace keyward::iam
