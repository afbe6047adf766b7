// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "policy/engine/policy_set.h"
#include "policy/engine/request.h"
#include "policy/language/parse.h"

namespace keyward::cli {

// A context key with its values, as the input states it.
struct ContextValue {
  std::string key;
  std::vector<std::string> values;
  bool list = false;    // given as a JSON array, or by more than one --context
  std::string pointer;  // where it stands in a batch line; "" elsewhere
};

// What the input says of the facts that no ARN can state; the rest has defaults.
struct StatedFacts {
  std::optional<bool> management_account;
  std::optional<bool> rcp_supported;
  std::optional<bool> resource_level;
  std::optional<policy::engine::ResourcePolicyKind> resource_policy_kind;
  std::string session_issuer;            // "" = not stated
  std::vector<std::string> multivalued;  // keys, as given
};

// One question for the engine, read and checked as far as that needs no catalogue.
struct Simulation {
  std::string id = "null";  // JSON text, to be echoed unchanged
  policy::engine::Caller caller;
  std::string action;
  std::string resource;          // "" = not given (command line only)
  std::string resource_account;  // "" = that in the ARN
  std::vector<ContextValue> context;
  StatedFacts facts;
  policy::engine::Policies policies;
  std::vector<policy::engine::Grant> grants;
  std::vector<std::string> warnings;  // of the policies' parser
};

// What the context of one request may hold. AWS's requests stay far below: at most 50 tags of each
// kind, and 8 KiB of encryption context. The engine compares every value with every pattern of its
// key.
inline constexpr std::size_t kMaxContextValues = 4096;
inline constexpr std::size_t kMaxContextBytes = std::size_t{256} << 10;  // of keys and values

// Errors: kResourceExhausted named "LimitExceeded" over either limit, or over kMaxContextValues
// keys in facts.multivalued; with the pointer that a batch line has it under.
core::Result<void> CheckContextSize(const Simulation& simulation);

// The kind of resource policy that the facts state, or else the engine's default for the action
// and, unless `raw`, kBucket for the resources of S3.
policy::engine::ResourcePolicyKind ResourcePolicyKindOf(const Simulation& simulation, bool raw);

// The grammar that resource policies of a kind are held to.
policy::language::PolicyKind LanguageKind(policy::engine::ResourcePolicyKind kind);

// "bucket", "key", "trust", "other".
std::string_view ResourcePolicyKindName(policy::engine::ResourcePolicyKind kind);
std::optional<policy::engine::ResourcePolicyKind> ParseResourcePolicyKind(std::string_view name);

// How policies are read: `raw` takes `*:GetObject` as an action that never matches.
policy::language::ParseOptions PolicyParseOptions(bool raw);

// Words a parser's warning for people: `NAME: MESSAGE (PLACE)`.
std::string DescribeWarning(const std::string& policy_name, const core::Error& warning);

}  // namespace keyward::cli
