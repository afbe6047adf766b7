// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/repeated_ptr_field.h>
#include "api/unit.h"
#include "core/result.h"
#include "iam/records.h"

// Roles' trust policies. As in AWS, a trust policy names principals, and means the ones that had
// those names when it was saved: a user that was deleted and made again is not trusted.
// Thread-safe: a unit is one thread's. Source: IAM User Guide, "AWS JSON policy elements:
// Principal", "IAM user principals", "IAM role principals".
namespace keyward::iam {

using Trusted = google::protobuf::RepeatedPtrField<rec::TrustedPrincipal>;

// Checks a trust policy of a role of `account` and returns the users and roles that it names.
//
// Every principal must exist in this installation: accounts, and users and roles with path, name
// and case as they are; a role session's role; a unique id must be a user's or role's of `account`.
// Services and identity providers need not exist: who is nobody gets in as nobody. Errors:
// kInvalidArgument "MalformedPolicyDocument", for a principal that is not there with AWS's
// `Invalid principal in policy: "AWS":"arn…"`; kResourceExhausted "LimitExceeded" over 2,048
// characters; those of Unit.
core::Result<Trusted> ReadTrust(api::Unit& unit, std::string_view account,
                                const std::string& document);

// The trust policy as it holds now: as it was given, but with the unique id in the place of every
// user and role that no longer is who it was. That is what GetRole shows and what AssumeRole must
// decide on. Errors: kDataLoss; those of Unit.
core::Result<std::string> CurrentTrust(api::Unit& unit, const rec::Role& role);

}  // namespace keyward::iam
