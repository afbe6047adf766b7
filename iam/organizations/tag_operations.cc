// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "iam/organizations/operations.h"
#include "iam/organizations/paging.h"
#include "iam/organizations/policies.h"
#include "iam/organizations/tags.h"

namespace keyward::iam::organizations {
namespace {

using api::Call;

bool IsPolicyId(std::string_view id) { return id.starts_with("p-"); }

core::Result<std::vector<api::Target>> ResourceTarget(Call& call, std::string_view id) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<api::Target> target =
      IsPolicyId(id) ? PolicyTarget(call, *org, id) : EntityTarget(call, *org, id);
  if (!target) return std::move(target).error();
  return std::vector{*std::move(target)};
}

// Reads the tags of a policy, an account or the root, and, when `change` wants so, stores what it
// makes of them. Errors: kNotFound "TargetNotFoundException"; those of `change`.
template <typename Change>
Done WithTags(Call& call, const std::string& id, Change change) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  if (IsPolicyId(id)) {
    core::Result<FoundPolicy> policy = FindPolicy(call, id);
    if (!policy && policy.error().code == core::ErrorCode::kNotFound) return NoSuchTarget();
    if (!policy) return std::move(policy).error();
    core::Result<bool> changed = change(policy->aws_managed, policy->record.mutable_tags());
    if (!changed) return std::move(changed).error();
    if (*changed) Save(call.unit(), ControlPolicyKey(id), policy->record);
    return {};
  }
  core::Result<std::string> target = FindTarget(call, *org, id);
  if (!target) return std::move(target).error();
  const std::string key = TargetTagsKey(*target);
  core::Result<std::optional<rec::TargetTags>> found = Load<rec::TargetTags>(call.unit(), key);
  if (!found) return std::move(found).error();
  rec::TargetTags tags = found->value_or(rec::TargetTags());
  core::Result<bool> changed = change(false, tags.mutable_tags());
  if (!changed) return std::move(changed).error();
  if (*changed) Save(call.unit(), key, tags);
  return {};
}

core::Error NotTaggable() {
  return InvalidInput("TARGET_NOT_SUPPORTED", "A policy that is managed by AWS has no tags.");
}

Targets TagResourceTarget(Call& call, const v1::TagResourceRequest& request) {
  ShowTags(request.tags(), call);
  return ResourceTarget(call, request.resource_id());
}

Done TagResource(Call& call, const v1::TagResourceRequest& request, v1::TagResourceResponse&) {
  return WithTags(call, request.resource_id(),
                  [&](bool aws_managed, RecordTags* tags) -> core::Result<bool> {
                    if (aws_managed) return NotTaggable();
                    Done merged = MergeTags(request.tags(), tags);
                    if (!merged) return std::move(merged).error();
                    return true;
                  });
}

Targets UntagResourceTarget(Call& call, const v1::UntagResourceRequest& request) {
  call.request_context().push_back(
      {.key = "aws:TagKeys",
       .values = {request.tag_keys().begin(), request.tag_keys().end()},
       .multivalued = true});
  return ResourceTarget(call, request.resource_id());
}

Done UntagResource(Call& call, const v1::UntagResourceRequest& request,
                   v1::UntagResourceResponse&) {
  return WithTags(call, request.resource_id(),
                  [&](bool aws_managed, RecordTags* tags) -> core::Result<bool> {
                    if (aws_managed) return NotTaggable();
                    for (const std::string& key : request.tag_keys()) {
                      const auto gone = std::ranges::find(*tags, key, &rec::Tag::key);
                      if (gone != tags->end()) tags->erase(gone);
                    }
                    return true;
                  });
}

Targets ListTagsTarget(Call& call, const v1::ListTagsForResourceRequest& request) {
  return ResourceTarget(call, request.resource_id());
}

// All on one page: there are at most 50.
Done ListTagsForResource(Paging paging, const v1::ListTagsForResourceRequest& request,
                         v1::ListTagsForResourceResponse& response) {
  if (Done begun = paging.Begin(request); !begun) return begun;
  return WithTags(paging.call(), request.resource_id(),
                  [&](bool, RecordTags* tags) -> core::Result<bool> {
                    for (const rec::Tag& tag : *tags) {
                      v1::Tag* shown = response.add_tags();
                      shown->set_key(tag.key());
                      shown->set_value(tag.value());
                    }
                    return false;
                  });
}

}  // namespace

void AddTagOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(
      Mutates<v1::TagResourceRequest, v1::TagResourceResponse>(TagResourceTarget, TagResource));
  rows->push_back(Mutates<v1::UntagResourceRequest, v1::UntagResourceResponse>(UntagResourceTarget,
                                                                               UntagResource));
  rows->push_back(Reads<v1::ListTagsForResourceRequest, v1::ListTagsForResourceResponse>(
      ListTagsTarget, [&tokens](Call& call, const v1::ListTagsForResourceRequest& request,
                                v1::ListTagsForResourceResponse& response) {
        return ListTagsForResource({tokens, call, "organizations:ListTagsForResource"}, request,
                                   response);
      }));
}

}  // namespace keyward::iam::organizations
