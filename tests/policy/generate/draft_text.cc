// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/generate/draft.h"
#include "tests/policy/generate/json_text.h"

namespace keyward::policy::naive {
namespace {

using engine::ResourcePolicyKind;

std::string KindText(ResourcePolicyKind kind) {
  switch (kind) {
    case ResourcePolicyKind::kBucket:
      return "bucket";
    case ResourcePolicyKind::kKey:
      return "key";
    case ResourcePolicyKind::kTrust:
      return "trust";
    case ResourcePolicyKind::kOther:
      return "other";
  }
  return "";
}

std::string BoolText(bool value) { return value ? "true" : "false"; }

std::string MapText(const std::map<std::string, std::string>& map) {
  JsonMembers members;
  for (const auto& [key, value] : map) members.emplace_back(key, Quoted(value));
  return JsonObject(members);
}

std::string GrantText(const engine::Grant& grant) {
  JsonMembers members = {{"id", Quoted(grant.id)},
                         {"keyId", Quoted(grant.key_id)},
                         {"grantee", Quoted(grant.grantee_principal)},
                         {"operations", JsonArray(QuotedAll(grant.operations))}};
  if (grant.encryption_context_equals) {
    members.emplace_back("equals", MapText(*grant.encryption_context_equals));
  }
  if (grant.encryption_context_subset) {
    members.emplace_back("subset", MapText(*grant.encryption_context_subset));
  }
  if (!grant.source_arn.empty()) members.emplace_back("sourceArn", Quoted(grant.source_arn));
  return JsonObject(members);
}

std::string CallerText(const engine::Caller& caller) {
  return JsonObject({{"type", std::to_string(static_cast<int>(caller.type()))},
                     {"text", Quoted(caller.text())},
                     {"uniqueId", Quoted(caller.unique_id())},
                     {"canonicalUser", Quoted(caller.canonical_user_id())},
                     {"issuer", Quoted(caller.session_issuer())},
                     {"serviceLinked", BoolText(caller.is_service_linked_role())}});
}

}  // namespace

std::string DescribeRequest(const engine::Request& request) {
  JsonMembers context;
  for (const engine::Context::Entry& entry : request.context.entries()) {
    context.emplace_back(entry.key, entry.multivalued ? JsonArray(QuotedAll(entry.values))
                                                      : Quoted(entry.values.front()));
  }
  std::vector<std::string> grants;
  for (const engine::Grant& grant : request.grants) grants.push_back(GrantText(grant));
  const engine::Facts& facts = request.facts;
  return JsonObject({{"caller", CallerText(request.caller)},
                     {"action", Quoted(request.action)},
                     {"resource", Quoted(request.resource)},
                     {"resourceAccount", Quoted(request.resource_account)},
                     {"managementAccount", BoolText(facts.management_account)},
                     {"rcpSupported", BoolText(facts.rcp_supported)},
                     {"resourceLevel", BoolText(facts.resource_level)},
                     {"resourcePolicyKind", Quoted(KindText(facts.resource_policy_kind))},
                     {"grants", JsonArray(grants)},
                     {"context", JsonObject(context)}});
}

}  // namespace keyward::policy::naive
