// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "policy/match/caller.h"
#include "policy/match/truth.h"

namespace keyward::policy::match {

// How directly a resource policy names the caller; docs/policy-semantics.md says what each is
// worth.
enum class Strength : std::uint8_t {
  kNone,
  kAccount,  // delegates to the caller's account
  kRole,     // the role of a session, the user behind a federated user
  kUser,     // the IAM user itself
  kDirect,   // everyone, the session itself, or a caller that holds no identity policies
};

// A principal element's value, compiled: views into the compiled set.
struct PrincipalPattern {
  language::Principal::Type type = language::Principal::Type::kEveryone;
  std::string_view value;
  std::string_view partition;
  std::string_view account;
  std::string_view name;
};

// A caller with what the request says of it.
struct CallerFacts {
  const Caller* caller = nullptr;
  std::string_view unique_id;  // "" when unknown
  bool has_boundary = false;   // a permissions boundary applies to it
};

struct PrincipalMatch {
  Truth truth = Truth::kFalse;
  Strength strength = Strength::kNone;
  // What the request should have stated, when that is why the truth is undefined.
  std::string_view missing_fact;
};

// Matches the caller against one value.
PrincipalMatch MatchPrincipal(const PrincipalPattern& pattern, const CallerFacts& facts);

// Matches the caller against a Principal element (any of the values) or, `negated`, a NotPrincipal
// element of a statement with this effect.
PrincipalMatch MatchPrincipals(std::span<const PrincipalPattern> patterns, bool negated,
                               language::Effect effect, const CallerFacts& facts);

}  // namespace keyward::policy::match
