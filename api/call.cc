// SPDX-License-Identifier: Apache-2.0
#include "api/call.h"

#include <utility>

namespace keyward::api {

core::Result<void> Call::Authorize(std::string_view action, const Target& target) {
  core::Result<Verdict> verdict =
      authorizer_.Decide(caller_, transport_, action, target, request_context_);
  if (!verdict) return std::move(verdict).error();
  decided_by_ = verdict->decided_by;
  if (verdict->allowed()) return {};
  return core::Error{core::ErrorCode::kPermissionDenied, "AccessDenied", verdict->message};
}

void AddRequestTags(const std::vector<Tag>& tags, std::vector<ContextValue>& context) {
  ContextValue keys{.key = "aws:TagKeys", .values = {}, .multivalued = true};
  for (const Tag& tag : tags) {
    context.push_back({.key = "aws:RequestTag/" + tag.key, .values = {tag.value}});
    keys.values.push_back(tag.key);
  }
  if (!tags.empty()) context.push_back(std::move(keys));
}

}  // namespace keyward::api
