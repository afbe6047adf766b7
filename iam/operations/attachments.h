// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "api/call.h"
#include "core/result.h"
#include "iam/keys.h"
#include "iam/records.h"
#include "keyward/iam/v1/iam.pb.h"

// Managed policies on users, groups and roles: attached, and as permissions boundaries.
//
// Every change keeps three things together: the principal's Permissions, which the caller saves
// with its record; the index entry of the policy (AttachedKey, BoundedKey); and the policy's count,
// so that whoever deletes the policy meanwhile conflicts. On an error nothing has changed. `name`
// is the principal's. Thread-safe: a call is one thread's.
// Source: AWS IAM API Reference, AttachUserPolicy, DetachUserPolicy, PutUserPermissionsBoundary;
// IAM User Guide, "IAM and AWS STS quotas".
namespace keyward::iam {

inline constexpr std::size_t kMaxAttached = 10;  // managed policies a principal; AWS's default

// Attaches; one that is attached already stays. Errors: kInvalidArgument "InvalidInput" when it is
// no ARN; kNotFound "NoSuchEntity" when there is no such policy in the account or of AWS's;
// kResourceExhausted "LimitExceeded" for "PoliciesPerUser: 10".
core::Result<void> Attach(api::Call& call, Kind kind, std::string_view name,
                          rec::Permissions* permissions, std::string_view policy_arn);

// Errors: kInvalidArgument "InvalidInput" when it is no ARN; kNotFound "NoSuchEntity" when it is
// not attached.
core::Result<void> Detach(api::Call& call, Kind kind, std::string_view name,
                          rec::Permissions* permissions, std::string_view policy_arn);

// Sets the boundary, in place of the one before. Errors: as Attach, without a limit.
core::Result<void> SetBoundary(api::Call& call, Kind kind, std::string_view name,
                               rec::Permissions* permissions, std::string_view policy_arn);

// Removes the boundary, if there is one: also of a principal that is being deleted, as AWS deletes
// what still has a boundary.
core::Result<void> ClearBoundary(api::Call& call, Kind kind, std::string_view name,
                                 rec::Permissions* permissions);

// Moves the index entries of a principal that gets another name.
void MovePermissions(api::Call& call, Kind kind, std::string_view old_name,
                     std::string_view new_name, const rec::Permissions& permissions);

// Errors: kFailedPrecondition "DeleteConflict" while managed policies are attached or inline ones
// are there. A boundary does not count.
core::Result<void> MustBeBare(const rec::Permissions& permissions);

// What GetUser and GetRole show of a boundary. Precondition: there is one.
void ShowBoundary(const rec::Permissions& permissions, v1::AttachedPermissionsBoundary* shown);

}  // namespace keyward::iam
