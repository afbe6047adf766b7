// SPDX-License-Identifier: Apache-2.0
#include "iam/arns.h"

namespace keyward::iam {
namespace {

constexpr std::string_view kPartition = "aws";

std::string Iam(std::string_view account) {
  return std::string("arn:").append(kPartition).append(":iam::").append(account).append(":");
}

std::string_view TypeOf(Kind kind) {
  switch (kind) {
    case Kind::kProfile:
      return "instance-profile";
    case Kind::kSaml:
      return "saml-provider";
    case Kind::kOidc:
      return "oidc-provider";
    case Kind::kUser:
    case Kind::kGroup:
    case Kind::kRole:
    case Kind::kPolicy:
    case Kind::kMfa:
      return KindName(kind);
  }
  return "";
}

}  // namespace

std::string ArnOf(std::string_view account, Kind kind, std::string_view path,
                  std::string_view name) {
  return Iam(account).append(TypeOf(kind)).append(path.empty() ? "/" : path).append(name);
}

std::string RootArn(std::string_view account) { return Iam(account).append("root"); }

std::string AssumedRoleArn(std::string_view account, std::string_view role,
                           std::string_view session) {
  return std::string("arn:")
      .append(kPartition)
      .append(":sts::")
      .append(account)
      .append(":assumed-role/")
      .append(role)
      .append("/")
      .append(session);
}

}  // namespace keyward::iam
