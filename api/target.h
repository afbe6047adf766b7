// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/caller.h"
#include "policy/engine/policy_set.h"
#include "policy/engine/request.h"

namespace keyward::api {

struct ContextValue {
  std::string key;  // "iam:PolicyARN"
  std::vector<std::string> values;
  bool multivalued = false;
};

// What an action is done to, as authorization sees it.
struct Target {
  std::string arn;                         // or `*`, for an action that takes no resource
  std::string account;                     // the owner's
  std::vector<Tag> tags = {};              // aws:ResourceTag/…
  std::vector<ContextValue> context = {};  // the service's own keys
  // The resource's policy: null when it has none.
  std::shared_ptr<const policy::engine::PolicySet> policy = nullptr;
  policy::engine::ResourcePolicyKind policy_kind = policy::engine::ResourcePolicyKind::kOther;
  std::vector<policy::engine::Grant> grants = {};
};

}  // namespace keyward::api
