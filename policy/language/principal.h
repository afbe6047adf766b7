// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/result.h"
#include "policy/language/policy.h"

namespace keyward::policy::language {

// Reads one value of a principal map: `type` is its key ("AWS", "Service", "Federated",
// "CanonicalUser").
//
// Errors: kInvalidArgument without a name or place, naming the value: an unknown type, a wildcard
// that is not the whole value, an ARN that is no principal's. Thread-safe. Source: IAM User Guide,
// "AWS JSON policy elements: Principal".
core::Result<Principal> ParsePrincipal(std::string_view type, std::string_view value);

// The principal that an IAM or STS ARN names: account root, user, role, role session, federated
// user or CloudFront origin access identity. Nothing for any other text.
std::optional<Principal> ParsePrincipalArn(std::string_view arn);

// Whether `text` is an IAM unique id of a user (AIDA…) or role (AROA…).
bool IsUniqueId(std::string_view text);

// Whether `text` is the name of a service principal, such as `lambda.amazonaws.com`.
bool IsServicePrincipal(std::string_view text);

// Whether `text` is an OIDC or SAML provider's ARN or the name of a built-in identity provider.
bool IsIdentityProvider(std::string_view text);

}  // namespace keyward::policy::language
