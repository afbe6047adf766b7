// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>
#include "api/call.h"
#include "core/result.h"
#include "iam/operations/entity.h"
#include "iam/operations/paging.h"

// Tags of users, roles, policies and their like.
// Source: IAM User Guide, "Tagging IAM resources"; quotas: 50 a resource.
namespace keyward::iam {

inline constexpr std::size_t kMaxTags = 50;

using TagList = google::protobuf::RepeatedPtrField<v1::Tag>;
using RecordTags = google::protobuf::RepeatedPtrField<rec::Tag>;
using TagKeys = google::protobuf::RepeatedPtrField<std::string>;

// Sets what a record's tags become: keys that differ only in case are one, and the new one holds.
// Errors: kInvalidArgument "InvalidInput" for a key twice in the request or one of AWS's own
// ("aws:"); kResourceExhausted "LimitExceeded" past 50. `tags` is unchanged on an error.
core::Result<void> MergeTags(const TagList& added, RecordTags* tags);

// Removes those that are there; the others do not matter.
void RemoveTags(const TagKeys& keys, RecordTags* tags);

void CopyTags(const RecordTags& tags, TagList* out);

// Puts the tags of a request where authorization sees them: aws:RequestTag/KEY, aws:TagKeys.
void ShowTags(const TagList& tags, api::Call& call);
// The keys of a request that removes tags: aws:TagKeys.
void ShowTagKeys(const TagKeys& keys, api::Call& call);

// Making something with tags takes the right to tag it besides, as in AWS: `action` is
// "iam:TagRole" and the like. Errors: those of Call::Authorize, when there are tags.
core::Result<void> MayTag(const TagList& tags, std::string_view action, const api::Target& target,
                          api::Call& call);

// A target with an ARN and a record's tags, as aws:ResourceTag/KEY and iam:ResourceTag/KEY.
api::Target TaggedTarget(std::string arn, const api::Call& call, const RecordTags& tags);

// A page of a record's tags, ascending by key.
template <typename Request, typename Response>
core::Result<void> ListTags(Paging paging, const RecordTags& tags, const Request& request,
                            Response& response) {
  std::vector<std::string> keys;
  for (const rec::Tag& tag : tags) keys.push_back(tag.key());
  return ListNames(std::move(paging), keys, request, response, [&](const std::string& key) {
    for (const rec::Tag& tag : tags) {
      if (tag.key() != key) continue;
      v1::Tag* shown = response.add_tags();
      shown->set_key(tag.key());
      shown->set_value(tag.value());
    }
    return core::Result<void>();
  });
}

}  // namespace keyward::iam
