// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "policy/match/caller.h"
#include "policy/match/context.h"

namespace keyward::policy::engine {

using match::Caller;
using match::Context;

// What the policy on the resource's side is: it decides who may grant.
enum class ResourcePolicyKind : std::uint8_t {
  kBucket,  // S3
  kKey,     // KMS: without the key policy's (or a grant's) say nothing is granted
  kTrust,   // a role's trust policy: likewise
  kOther,
};

// A KMS grant: a permission that the key's owner gave one principal.
// Source: AWS KMS API Reference, GrantListEntry and GrantConstraints.
struct Grant {
  std::string id;
  std::string key_id;  // id or ARN of the key; "" = the key of the request
  std::string grantee_principal;
  std::vector<std::string> operations;  // "Decrypt", "GenerateDataKey"…
  std::optional<std::map<std::string, std::string>> encryption_context_equals;
  std::optional<std::map<std::string, std::string>> encryption_context_subset;
  std::string source_arn;  // "" = not constrained
};

// What no policy says and the engine does not look up.
struct Facts {
  bool management_account =
      false;                   // the caller's account, or the resource's for a caller without one
  bool rcp_supported = true;   // the resource's service supports RCPs
  bool resource_level = true;  // false: the action takes no resource, so the resource is `*`
  ResourcePolicyKind resource_policy_kind = ResourcePolicyKind::kOther;
};

// The facts as they follow from action and resource alone: kind kKey for `kms:`, kTrust for
// `sts:AssumeRole…`, else kOther; resource-level unless the resource is `*`.
Facts DefaultFacts(std::string_view action, std::string_view resource);

// One question: may this caller do this, here, now?
//
// Fill the fields, then call Prepare once; Evaluate reads a prepared request and never changes it.
// A request may be filled again for the next question; its memory is reused.
struct Request {
  Caller caller;
  std::string action;            // "s3:GetObject"; case does not matter
  std::string resource;          // an ARN, or `*`
  std::string resource_account;  // the resource owner's account id; "" = that in the ARN
  Context context;
  Facts facts;
  std::vector<Grant> grants;

  // Checks action, resource and account, and derives what Evaluate needs.
  // Errors: kInvalidArgument named "InvalidInput", with pointer "/action", "/resource" or
  // "/resourceAccount".
  core::Result<void> Prepare();

  // Set by Prepare.
  std::string action_folded;     // lower-case
  std::string owner_account;     // of the resource; "" when neither field gives it
  std::string caller_unique_id;  // stated, or read from `aws:userid`; "" when unknown

  // What Resource elements are matched against: `resource`, or `*` for an action that takes none.
  std::string_view match_resource() const {
    return facts.resource_level ? std::string_view(resource) : std::string_view("*");
  }
};

}  // namespace keyward::policy::engine
