// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/rules/rule_case.h"

#include <deque>
#include <mutex>
#include <utility>

#include "core/json.h"
#include "policy/language/parse.h"

namespace keyward::policy::rules {
namespace {

using core::JsonDocument;
using core::JsonView;
using engine::Policies;
using engine::Request;

JsonDocument ParseJson(std::string_view text) {
  core::Result<JsonDocument> document = JsonDocument::Parse(std::string(text));
  EXPECT_TRUE(document) << text;
  if (!document) document = JsonDocument::Parse("[]");
  return std::move(*document);
}

PolicyKind ResourceKind(const RuleCase& row) {
  switch (engine::DefaultFacts(row.action, row.resource).resource_policy_kind) {
    case engine::ResourcePolicyKind::kKey:
      return PolicyKind::kKey;
    case engine::ResourcePolicyKind::kTrust:
      return PolicyKind::kTrust;
    case engine::ResourcePolicyKind::kBucket:
    case engine::ResourcePolicyKind::kOther:
      break;
  }
  return row.action.starts_with("s3:") ? PolicyKind::kBucket : PolicyKind::kOtherResource;
}

void AddPolicy(JsonView view, PolicyKind kind, std::vector<language::Policy>* policies) {
  const std::string name = std::string(language::KindName(kind)) + std::to_string(policies->size());
  // Worst-case patterns are longer than AWS's limits.
  auto policy =
      language::ParsePolicy(WholeDocument(view.source()), name, kind, {.enforce_size = false});
  if (policy) {
    policies->push_back(std::move(*policy));
  } else {
    ADD_FAILURE() << Describe(policy.error()) << "\n" << view.source();
  }
}

std::vector<language::Policy> ParseLayer(std::string_view text, PolicyKind kind) {
  std::vector<language::Policy> policies;
  if (text.empty()) return policies;
  const JsonDocument document = ParseJson(text);
  if (!document.root().is_array()) {
    AddPolicy(document.root(), kind, &policies);
    return policies;
  }
  for (const JsonView policy : document.root()) AddPolicy(policy, kind, &policies);
  return policies;
}

std::vector<std::vector<language::Policy>> ParseLevels(std::string_view text, PolicyKind kind) {
  std::vector<std::vector<language::Policy>> levels;
  if (text.empty()) return levels;
  const JsonDocument document = ParseJson(text);
  for (const JsonView level : document.root()) {
    levels.push_back(ParseLayer(level.source(), kind));
  }
  return levels;
}

std::vector<std::string> Texts(JsonView list) {
  std::vector<std::string> texts;
  for (const JsonView value : list) texts.push_back(value.text());
  return texts;
}

std::map<std::string, std::string> Pairs(JsonView object) {
  std::map<std::string, std::string> pairs;
  for (const JsonView value : object) pairs[value.key()] = value.text();
  return pairs;
}

engine::Grant MakeGrant(JsonView view) {
  engine::Grant grant;
  for (const JsonView member : view) {
    if (member.key() == "grantee") grant.grantee_principal = member.text();
    if (member.key() == "operations") grant.operations = Texts(member);
    if (member.key() == "key") grant.key_id = member.text();
    if (member.key() == "equals") grant.encryption_context_equals = Pairs(member);
    if (member.key() == "subset") grant.encryption_context_subset = Pairs(member);
    if (member.key() == "source") grant.source_arn = member.text();
  }
  return grant;
}

void FillContext(std::string_view text, engine::Context* context) {
  const JsonDocument document = ParseJson(text);
  for (const JsonView value : document.root()) {
    if (value.is_array()) {
      context->SetMultivalued(value.key(), Texts(value));
    } else {
      context->Set(value.key(), value.text());
    }
  }
}

core::Result<engine::Caller> MakeCaller(const RuleCase& row) {
  core::Result<engine::Caller> caller = engine::Caller::Parse(row.caller);
  if (!caller) return caller;
  if (!row.issuer.empty()) {
    if (auto set = caller->set_session_issuer(row.issuer); !set) return set.error();
  }
  caller->set_unique_id(row.unique_id);
  caller->set_canonical_user_id(row.canonical_id);
  return caller;
}

}  // namespace

std::string_view Keep(std::string text) {
  static std::mutex mutex;
  static std::deque<std::string> texts;
  const std::lock_guard lock(mutex);
  return texts.emplace_back(std::move(text));
}

std::string WholeDocument(std::string_view text) {
  const JsonDocument document = ParseJson(text);
  JsonView statement = document.root();
  if (document.root().is_object() && document.root().Find("Statement", &statement)) {
    return std::string(text);
  }
  return R"({"Version":"2012-10-17","Statement":)" + std::string(text) + "}";
}

Policies ParsePolicies(const RuleCase& row) {
  Policies policies;
  policies.identity = ParseLayer(row.identity, PolicyKind::kIdentity);
  policies.resource = ParseLayer(row.on_resource, ResourceKind(row));
  policies.boundary = ParseLayer(row.boundary, PolicyKind::kBoundary);
  policies.session = ParseLayer(row.session, PolicyKind::kSession);
  policies.endpoint = ParseLayer(row.endpoint, PolicyKind::kEndpoint);
  policies.scp = ParseLevels(row.scp, PolicyKind::kServiceControl);
  policies.rcp = ParseLevels(row.rcp, PolicyKind::kResourceControl);
  return policies;
}

core::Result<Request> MakeRequest(const RuleCase& row) {
  Request request;
  core::Result<engine::Caller> caller = MakeCaller(row);
  if (!caller) return caller.error();
  request.caller = std::move(*caller);
  request.action = row.action;
  request.resource = row.resource;
  request.resource_account = row.account;
  request.facts = engine::DefaultFacts(row.action, row.resource);
  request.facts.management_account = row.management_account;
  request.facts.rcp_supported = row.rcp_supported;
  FillContext(row.context, &request.context);
  const JsonDocument grants = ParseJson(row.grants);
  for (const JsonView grant : grants.root()) request.grants.push_back(MakeGrant(grant));
  if (auto ready = request.Prepare(); !ready) return ready.error();
  return request;
}

void PrintTo(const RuleCase& row, std::ostream* out) { *out << row.name; }
void PrintTo(const ConditionCase& row, std::ostream* out) { *out << row.condition; }
void PrintTo(const DocumentCase& row, std::ostream* out) { *out << row.name; }

void CheckDocument(const DocumentCase& row) {
  const auto policy = language::ParsePolicy(std::string(row.text), "document", row.kind);
  if (row.error.empty()) {
    EXPECT_TRUE(policy) << Describe(policy.error());
    return;
  }
  ASSERT_FALSE(policy) << "accepted: " << row.text.substr(0, 500);
  EXPECT_EQ(policy.error().name, row.error) << Describe(policy.error());
  EXPECT_EQ(policy.error().place.pointer, row.pointer) << Describe(policy.error());
  EXPECT_GT(policy.error().place.line, 0u);
  EXPECT_NE(policy.error().message.find(row.reason), std::string::npos) << Describe(policy.error());
}

}  // namespace keyward::policy::rules
