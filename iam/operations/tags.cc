// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/tags.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/encoding.h"

namespace keyward::iam {
namespace {

bool SameKey(const std::string& a, const std::string& b) {
  return core::AsciiLower(a) == core::AsciiLower(b);
}

}  // namespace

core::Result<void> MergeTags(const TagList& added, RecordTags* tags) {
  std::set<std::string> seen;
  for (const v1::Tag& tag : added) {
    const std::string key = core::AsciiLower(tag.key());
    if (key.starts_with("aws:")) {
      return InvalidInput("The tag key prefix aws: is reserved for internal use.");
    }
    if (!seen.insert(key).second) {
      return InvalidInput(
          "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
  }
  RecordTags merged = *tags;
  for (const v1::Tag& tag : added) {
    const auto same = std::ranges::find_if(
        merged, [&](const rec::Tag& other) { return SameKey(other.key(), tag.key()); });
    rec::Tag* place = same == merged.end() ? merged.Add() : &*same;
    place->set_key(tag.key());
    place->set_value(tag.value());
  }
  if (static_cast<std::size_t>(merged.size()) > kMaxTags) {
    return LimitExceeded("TagsPerResource", kMaxTags);
  }
  *tags = std::move(merged);
  return {};
}

void RemoveTags(const TagKeys& keys, RecordTags* tags) {
  for (const std::string& key : keys) {
    const auto gone = std::remove_if(tags->begin(), tags->end(),
                                     [&](const rec::Tag& tag) { return SameKey(tag.key(), key); });
    tags->erase(gone, tags->end());
  }
}

void CopyTags(const RecordTags& tags, TagList* out) {
  for (const rec::Tag& tag : tags) {
    v1::Tag* copy = out->Add();
    copy->set_key(tag.key());
    copy->set_value(tag.value());
  }
}

void ShowTags(const TagList& tags, api::Call& call) {
  std::vector<api::Tag> shown;
  for (const v1::Tag& tag : tags) shown.push_back({.key = tag.key(), .value = tag.value()});
  api::AddRequestTags(shown, call.request_context());
}

void ShowTagKeys(const TagKeys& keys, api::Call& call) {
  call.request_context().push_back(
      {.key = "aws:TagKeys", .values = {keys.begin(), keys.end()}, .multivalued = true});
}

api::Target TaggedTarget(std::string arn, const api::Call& call, const RecordTags& tags) {
  api::Target target{.arn = std::move(arn), .account = call.account()};
  for (const rec::Tag& tag : tags) {
    target.tags.push_back({.key = tag.key(), .value = tag.value()});
    target.context.push_back({.key = "iam:ResourceTag/" + tag.key(), .values = {tag.value()}});
  }
  return target;
}

core::Result<void> MayTag(const TagList& tags, std::string_view action, const api::Target& target,
                          api::Call& call) {
  if (tags.empty()) return {};
  return call.Authorize(action, target);
}

}  // namespace keyward::iam
