// SPDX-License-Identifier: Apache-2.0
#include "iam/organizations/tags.h"

#include <algorithm>
#include <set>

#include "core/encoding.h"

namespace keyward::iam::organizations {

Done MergeTags(const TagList& added, RecordTags* tags) {
  std::set<std::string> seen;
  for (const v1::Tag& tag : added) {
    if (core::AsciiLower(tag.key()).starts_with("aws:")) {
      return InvalidInput("INVALID_SYSTEM_TAGS_PARAMETER",
                          "You specified a tag key that is a system tag: `aws:` is reserved.");
    }
    if (!seen.insert(tag.key()).second) {
      return InvalidInput("DUPLICATE_TAG_KEY",
                          "Tag keys must be unique among the tags attached to the same entity.");
    }
  }
  RecordTags merged = *tags;
  for (const v1::Tag& tag : added) {
    const auto same = std::ranges::find(merged, tag.key(), &rec::Tag::key);
    rec::Tag* place = same == merged.end() ? merged.Add() : &*same;
    place->set_key(tag.key());
    place->set_value(tag.value());
  }
  if (static_cast<std::size_t>(merged.size()) > kMaxTags) {
    return ConstraintViolation("MAX_TAG_LIMIT_EXCEEDED",
                               "You have exceeded the number of tags allowed on this resource.");
  }
  *tags = std::move(merged);
  return {};
}

void ShowTags(const TagList& tags, api::Call& call) {
  std::vector<api::Tag> shown;
  for (const v1::Tag& tag : tags) shown.push_back({.key = tag.key(), .value = tag.value()});
  api::AddRequestTags(shown, call.request_context());
}

Done AuthorizeTags(const TagList& tags, api::Call& call, const Org& org, std::string arn) {
  if (tags.empty()) return {};
  return call.Authorize("organizations:TagResource", TargetOf(org, std::move(arn)));
}

}  // namespace keyward::iam::organizations
