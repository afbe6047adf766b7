// SPDX-License-Identifier: Apache-2.0
#include "cli/simulation.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/arn.h"

namespace keyward::cli {

using policy::engine::ResourcePolicyKind;

namespace {

constexpr std::array<std::pair<ResourcePolicyKind, std::string_view>, 4> kKinds = {{
    {ResourcePolicyKind::kBucket, "bucket"},
    {ResourcePolicyKind::kKey, "key"},
    {ResourcePolicyKind::kTrust, "trust"},
    {ResourcePolicyKind::kOther, "other"},
}};

core::Error TooMuch(std::string what, std::size_t limit, std::string pointer) {
  return {core::ErrorCode::kResourceExhausted,
          "LimitExceeded",
          "more than " + std::to_string(limit) + " " + std::move(what),
          {.pointer = std::move(pointer), .line = 0, .column = 0}};
}

}  // namespace

core::Result<void> CheckContextSize(const Simulation& simulation) {
  std::size_t values = 0;
  std::size_t bytes = 0;
  for (const ContextValue& value : simulation.context) {
    values += std::max<std::size_t>(value.values.size(), 1);
    bytes += value.key.size();
    for (const std::string& text : value.values) bytes += text.size();
  }
  if (values > kMaxContextValues) {
    return TooMuch("context values", kMaxContextValues, "/request/context");
  }
  if (bytes > kMaxContextBytes) {
    return TooMuch("bytes of context", kMaxContextBytes, "/request/context");
  }
  if (simulation.facts.multivalued.size() > kMaxContextValues) {
    return TooMuch("multivalued keys", kMaxContextValues, "/facts/multivalued");
  }
  return {};
}

ResourcePolicyKind ResourcePolicyKindOf(const Simulation& simulation, bool raw) {
  if (simulation.facts.resource_policy_kind) return *simulation.facts.resource_policy_kind;
  const auto arn = core::Arn::Split(simulation.resource);
  if (!raw && arn && arn->service == "s3") return ResourcePolicyKind::kBucket;
  return policy::engine::DefaultFacts(simulation.action, simulation.resource).resource_policy_kind;
}

policy::language::PolicyKind LanguageKind(ResourcePolicyKind kind) {
  switch (kind) {
    case ResourcePolicyKind::kBucket:
      return policy::language::PolicyKind::kBucket;
    case ResourcePolicyKind::kKey:
      return policy::language::PolicyKind::kKey;
    case ResourcePolicyKind::kTrust:
      return policy::language::PolicyKind::kTrust;
    case ResourcePolicyKind::kOther:
      break;
  }
  return policy::language::PolicyKind::kOtherResource;
}

std::string_view ResourcePolicyKindName(ResourcePolicyKind kind) {
  for (const auto& [value, name] : kKinds) {
    if (value == kind) return name;
  }
  return "other";
}

std::optional<ResourcePolicyKind> ParseResourcePolicyKind(std::string_view name) {
  for (const auto& [value, known] : kKinds) {
    if (known == name) return value;
  }
  return std::nullopt;
}

policy::language::ParseOptions PolicyParseOptions(bool raw) {
  return {.enforce_size = true, .wildcard_service_never_matches = raw};
}

std::string DescribeWarning(const std::string& policy_name, const core::Error& warning) {
  std::string text = policy_name + ": " + warning.message;
  if (const std::string place = core::DescribePlace(warning.place); !place.empty()) {
    text += " (" + place + ")";
  }
  return text;
}

}  // namespace keyward::cli
