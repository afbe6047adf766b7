// SPDX-License-Identifier: Apache-2.0
#include "iam/keys.h"

#include <algorithm>
#include <initializer_list>

#include "core/encoding.h"

namespace keyward::iam {
namespace {

std::string Join(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (std::string_view part : parts) {
    if (!key.empty()) key.push_back('/');
    key.append(part);
  }
  return key;
}

std::string In(std::string_view account) { return Join({"iam/in", account}); }

std::string PolicyPart(std::string_view arn) {
  std::string part(arn);
  std::ranges::replace(part, '/', '|');
  return part;
}

}  // namespace

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kUser:
      return "user";
    case Kind::kGroup:
      return "group";
    case Kind::kRole:
      return "role";
    case Kind::kPolicy:
      return "policy";
    case Kind::kProfile:
      return "profile";
    case Kind::kSaml:
      return "saml";
    case Kind::kOidc:
      return "oidc";
    case Kind::kMfa:
      return "mfa";
  }
  return "";
}

std::string AccountKey(std::string_view account) { return Join({"iam/account", account}); }

std::string AliasKey(std::string_view alias) { return Join({"iam/alias", alias}); }

std::string AccessKeyKey(std::string_view id) { return Join({"iam/key", id}); }

std::string AccessKeyUseKey(std::string_view id) { return Join({"iam/key-use", id}); }

std::string EntityPrefix(std::string_view account, Kind kind) {
  return Join({In(account), KindName(kind), ""});
}

std::string EntityKey(std::string_view account, Kind kind, std::string_view name) {
  return EntityPrefix(account, kind) + core::AsciiLower(name);
}

std::string MfaDeviceKey(std::string_view account, std::string_view serial) {
  constexpr std::string_view kType = ":mfa/";
  const std::size_t at = serial.find(kType);
  return EntityKey(account, Kind::kMfa,
                   at == std::string_view::npos ? serial : serial.substr(at + kType.size()));
}

std::string GroupIdKey(std::string_view account, std::string_view group_id) {
  return Join({In(account), "group-id", group_id});
}

std::string MemberPrefix(std::string_view account, std::string_view group_id) {
  return Join({In(account), "member", group_id, ""});
}

std::string MemberKey(std::string_view account, std::string_view group_id, std::string_view user) {
  return MemberPrefix(account, group_id) + core::AsciiLower(user);
}

std::string AttachedPrefix(std::string_view account, std::string_view policy_arn) {
  return Join({In(account), "attached", PolicyPart(policy_arn), ""});
}

std::string AttachedKey(std::string_view account, std::string_view policy_arn, Kind kind,
                        std::string_view name) {
  return AttachedPrefix(account, policy_arn) + Join({KindName(kind), core::AsciiLower(name)});
}

std::string BoundedPrefix(std::string_view account, std::string_view policy_arn) {
  return Join({In(account), "bounded", PolicyPart(policy_arn), ""});
}

std::string BoundedKey(std::string_view account, std::string_view policy_arn, Kind kind,
                       std::string_view name) {
  return BoundedPrefix(account, policy_arn) + Join({KindName(kind), core::AsciiLower(name)});
}

std::string AwsPolicyUseKey(std::string_view account, std::string_view name) {
  return Join({In(account), "aws-policy", core::AsciiLower(name)});
}

}  // namespace keyward::iam
