// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <google/protobuf/repeated_ptr_field.h>
#include "iam/organizations/organization.h"

// Tags of policies, accounts and the root. Keys are case-sensitive here, unlike IAM's.
// Source: AWS Organizations User Guide, "Tagging AWS Organizations resources".
namespace keyward::iam::organizations {

inline constexpr std::size_t kMaxTags = 50;

using TagList = google::protobuf::RepeatedPtrField<v1::Tag>;
using RecordTags = google::protobuf::RepeatedPtrField<rec::Tag>;

// Sets what a record's tags become. Errors: InvalidInputException for a key twice or one of AWS's
// own ("aws:"); ConstraintViolationException past 50. `tags` is unchanged on an error.
Done MergeTags(const TagList& added, RecordTags* tags);

// Puts the tags of a request where authorization sees them: aws:RequestTag/KEY, aws:TagKeys.
void ShowTags(const TagList& tags, api::Call& call);

// Who makes something with tags must be allowed organizations:TagResource too, on what is to be
// made: `arn` ends in `*`.
Done AuthorizeTags(const TagList& tags, api::Call& call, const Org& org, std::string arn);

}  // namespace keyward::iam::organizations
