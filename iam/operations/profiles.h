// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "iam/operations/entity.h"

namespace keyward::iam {

// CreateInstanceProfile, GetInstanceProfile, DeleteInstanceProfile, ListInstanceProfiles,
// ListInstanceProfilesForRole, AddRoleToInstanceProfile, RemoveRoleFromInstanceProfile,
// TagInstanceProfile, UntagInstanceProfile, ListInstanceProfileTags. `tokens` must outlive the
// rows.
void AddProfileOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

// Profiles that one role may be in: AWS's quota of profiles an account.
inline constexpr int kMaxProfilesOfRole = 1000;

// What lists show: all but the tags, and the role as lists show roles. Errors: kDataLoss when the
// role is not there; those of ShowRole.
core::Result<v1::InstanceProfile> ShowProfile(api::Call& call, const rec::InstanceProfile& profile);

// Appends the profiles that a role is in, ascending by name. Errors: kDataLoss when one is not
// there; those of ShowProfile.
core::Result<void> ShowProfilesOf(api::Call& call, const rec::Role& role,
                                  google::protobuf::RepeatedPtrField<v1::InstanceProfile>* shown);

}  // namespace keyward::iam
