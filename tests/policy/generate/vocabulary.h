// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "policy/engine/request.h"
#include "policy/language/condition_operator.h"
#include "tests/policy/generate/entropy.h"

// The small alphabets that policies and requests are made of, so that they meet often.
namespace keyward::policy::naive {

// Templates hold {P} for the partition, {A} for the caller's and {O} for the owner's account.
std::string Render(std::string_view text, std::string_view partition, std::string_view account);

std::span<const std::string_view> Partitions();
std::span<const std::string_view> Accounts();

struct CallerWord {
  engine::Caller::Type type;
  std::string_view text;       // of the caller
  std::string_view subject;    // the ARN of its user, role or issuing user
  std::string_view unique_id;  // of the subject
};
std::span<const CallerWord> CallerWords();

struct ActionWord {
  std::string_view action;
  engine::ResourcePolicyKind kind;
  std::span<const std::string_view> resources;
};
std::span<const ActionWord> ActionWords();

// Action patterns that match some of the actions.
std::span<const std::string_view> ActionPatterns();

struct KeyWord {
  std::string_view key;
  language::ConditionType type;
  bool multivalued;
  std::string_view samples;  // besides those of the type; separated by spaces
};
std::span<const KeyWord> KeyWords();

// Values that a policy may hold for an operator of this type; all well-formed.
std::span<const std::string_view> PolicySamples(language::ConditionType type);
// Values that a context may hold; all readable.
std::span<const std::string_view> ContextSamples(language::ConditionType type);
// Context values that the type's operators cannot read.
std::span<const std::string_view> UnreadableSamples(language::ConditionType type);

struct OperatorWord {
  std::string_view name;
  language::ConditionType type;
};
std::span<const OperatorWord> OperatorWords();

}  // namespace keyward::policy::naive
