// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/generate/generator.h"

#include <array>

#include "tests/policy/generate/draft.h"
#include "tests/policy/generate/statement_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Layer;
using engine::ResourcePolicyKind;
using language::PolicyKind;

void Append(const JsonMembers& more, JsonMembers* members) {
  members->insert(members->end(), more.begin(), more.end());
}

// Layers that limit need broad Allows, or nothing would ever pass them.
bool IsLimit(Layer layer) {
  switch (layer) {
    case Layer::kScp:
    case Layer::kBoundary:
    case Layer::kSession:
    case Layer::kEndpoint:
      return true;
    case Layer::kRcp:
    case Layer::kResource:
    case Layer::kIdentity:
      return false;
  }
  return false;
}

std::string StatementText(const Place& place, std::uint32_t index, Entropy& entropy) {
  const bool allow = place.layer != Layer::kRcp && !entropy.Chance(17);
  const std::uint32_t fit = allow ? 88 : 60;
  JsonMembers members;
  if (entropy.Chance(15)) members.emplace_back("Sid", Quoted("Sid" + std::to_string(index)));
  members.emplace_back("Effect", allow ? "\"Allow\"" : "\"Deny\"");
  Append(PrincipalElement(place, allow, allow ? 80 : 50, entropy), &members);
  if (allow && IsLimit(place.layer) && entropy.Chance(50)) {
    Append({{"Action", "\"*\""}, {"Resource", "\"*\""}}, &members);
    return JsonObject(members);
  }
  Append(ActionElement(place, allow, fit, entropy), &members);
  Append(ResourceElement(place, fit, entropy), &members);
  Append(ConditionElement(place, allow ? 75 : 50, entropy), &members);
  return JsonObject(members);
}

std::string VersionText(Layer layer, Entropy& entropy) {
  if (layer == Layer::kRcp || entropy.Chance(85)) return "\"2012-10-17\"";
  return entropy.Chance(50) ? "\"2008-10-17\"" : "";
}

std::string DocumentText(const Place& place, bool invalid, Entropy& entropy) {
  JsonMembers members;
  // Version 2008-10-17 would take half a variable as literal text.
  const std::string version = invalid ? "\"2012-10-17\"" : VersionText(place.layer, entropy);
  if (!version.empty()) members.emplace_back("Version", version);
  if (entropy.Chance(5)) members.emplace_back("Id", "\"document\"");
  std::vector<std::string> statements;
  const std::uint32_t count = 1 + entropy.Below(3);
  for (std::uint32_t i = 0; i < count; ++i) statements.push_back(StatementText(place, i, entropy));
  if (invalid) statements[entropy.Below(count)] = InvalidStatement(place, entropy);
  members.emplace_back("Statement", ScalarOrList(statements, entropy));
  return JsonObject(members);
}

PolicyKind KindOfResourcePolicy(ResourcePolicyKind kind, Entropy& entropy) {
  switch (kind) {
    case ResourcePolicyKind::kBucket:
      return PolicyKind::kBucket;
    case ResourcePolicyKind::kKey:
      return PolicyKind::kKey;
    case ResourcePolicyKind::kTrust:
      return PolicyKind::kTrust;
    case ResourcePolicyKind::kOther:
      return entropy.Chance(80) ? PolicyKind::kOtherResource : PolicyKind::kSecret;
  }
  return PolicyKind::kOtherResource;
}

PolicyKind KindOf(Layer layer, const RequestDraft& scene, Entropy& entropy) {
  static constexpr std::array kIdentityKinds = {PolicyKind::kIdentity, PolicyKind::kManaged,
                                                PolicyKind::kUserInline, PolicyKind::kGroupInline,
                                                PolicyKind::kRoleInline};
  switch (layer) {
    case Layer::kRcp:
      return PolicyKind::kResourceControl;
    case Layer::kScp:
      return PolicyKind::kServiceControl;
    case Layer::kResource:
      return KindOfResourcePolicy(scene.facts.resource_policy_kind, entropy);
    case Layer::kIdentity:
      return entropy.Pick(kIdentityKinds);
    case Layer::kBoundary:
      return PolicyKind::kBoundary;
    case Layer::kSession:
      return PolicyKind::kSession;
    case Layer::kEndpoint:
      return PolicyKind::kEndpoint;
  }
  return PolicyKind::kIdentity;
}

// AWS's own policies, which hold nothing but the default.
std::string FullAccessText(Layer layer) {
  JsonMembers statement = {{"Effect", "\"Allow\""}, {"Action", "\"*\""}, {"Resource", "\"*\""}};
  if (layer == Layer::kRcp) statement.emplace_back("Principal", "\"*\"");
  return JsonObject({{"Version", "\"2012-10-17\""}, {"Statement", JsonObject(statement)}});
}

// Adds `count` documents to one level of a layer.
void AddDocuments(Layer layer, std::uint32_t level, std::uint32_t count, const RequestDraft& scene,
                  Scenario* scenario, Entropy& entropy) {
  for (std::uint32_t i = 0; i < count; ++i) {
    Document document;
    document.layer = layer;
    document.level = level;
    document.kind = KindOf(layer, scene, entropy);
    document.name = std::string(engine::LayerName(layer)) + "-" + std::to_string(level) + "-" +
                    std::to_string(i);
    const bool full = (layer == Layer::kScp && entropy.Chance(50)) ||
                      (layer == Layer::kRcp && entropy.Chance(15));
    const bool invalid = !scenario->invalid_document && entropy.Chance(4);
    if (invalid) scenario->invalid_document = scenario->documents.size();
    const Place place = {layer, document.kind, &scene};
    document.json =
        full && !invalid ? FullAccessText(layer) : DocumentText(place, invalid, entropy);
    scenario->documents.push_back(std::move(document));
  }
}

// How many levels or documents there are: none in most scenarios, else one to three.
std::uint32_t SomeOrNone(std::uint32_t percent, std::uint32_t most, Entropy& entropy) {
  return entropy.Chance(percent) ? 1 + entropy.Below(most) : 0;
}

void AddLevels(Layer layer, std::uint32_t levels, const RequestDraft& scene, Scenario* scenario,
               Entropy& entropy) {
  for (std::uint32_t level = 0; level < levels; ++level) {
    const std::uint32_t count = entropy.Chance(5) ? 0 : 1 + entropy.Below(2);
    AddDocuments(layer, level, count, scene, scenario, entropy);
  }
}

}  // namespace

Scenario Generate(Entropy& entropy) {
  Scenario scenario;
  const RequestDraft scene = DraftRequest(entropy);
  scenario.rcp_levels = SomeOrNone(20, 3, entropy);
  AddLevels(Layer::kRcp, scenario.rcp_levels, scene, &scenario, entropy);
  scenario.scp_levels = SomeOrNone(40, 3, entropy);
  AddLevels(Layer::kScp, scenario.scp_levels, scene, &scenario, entropy);
  AddDocuments(Layer::kResource, 0, SomeOrNone(75, 2, entropy), scene, &scenario, entropy);
  AddDocuments(Layer::kIdentity, 0, SomeOrNone(90, 2, entropy), scene, &scenario, entropy);
  AddDocuments(Layer::kBoundary, 0, SomeOrNone(25, 2, entropy), scene, &scenario, entropy);
  AddDocuments(Layer::kSession, 0, SomeOrNone(30, 2, entropy), scene, &scenario, entropy);
  AddDocuments(Layer::kEndpoint, 0, SomeOrNone(20, 2, entropy), scene, &scenario, entropy);

  scenario.requests.push_back(BuildRequest(scene));
  for (int i = 1; i < kRequestsPerScenario; ++i) {
    scenario.requests.push_back(BuildRequest(Vary(scene, entropy)));
  }
  return scenario;
}

}  // namespace keyward::policy::naive
