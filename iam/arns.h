// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iam/keys.h"

// The ARNs of what IAM holds. Pure; thread-safe.
// Source: IAM User Guide, "IAM identifiers", "IAM ARNs".
namespace keyward::iam {

// "arn:aws:iam::111122223333:user/division/alice". `path` begins and ends with `/`. For an OIDC
// provider the name is its URL without scheme; for kMfa the resource is `mfa/…`.
std::string ArnOf(std::string_view account, Kind kind, std::string_view path,
                  std::string_view name);
std::string RootArn(std::string_view account);
std::string AssumedRoleArn(std::string_view account, std::string_view role,
                           std::string_view session);

}  // namespace keyward::iam
