// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/engine/decision.h"
#include "policy/language/policy.h"
#include "policy/match/truth.h"

namespace keyward::policy::engine {

enum class Element : std::uint8_t { kNone, kAction, kPrincipal, kResource, kCondition };

using match::Truth;

// A variable that was replaced: `${aws:username}` by `alice`.
struct Substitution {
  std::string variable;  // the key, as written
  std::string value;     // "" when unresolved
  bool resolved = false;
  bool used_default = false;
};

// How one condition came out.
struct ConditionResult {
  std::string op;   // as written
  std::string key;  // as written
  std::vector<std::string> expected;
  std::vector<std::string> actual;  // empty when the key is absent
  bool key_present = false;
  Truth truth = Truth::kFalse;
  std::string note;  // why it is undefined; "" otherwise
};

// How one statement came out.
struct StatementResult {
  StatementRef ref;
  bool matched = false;
  Element failed = Element::kNone;          // the first element that failed
  std::vector<std::string> expected;        // its values; for kCondition see `conditions`
  std::string actual;                       // what the request has there
  std::string note;                         // more on why, in words; may be ""
  std::vector<ConditionResult> conditions;  // all of them, where they were reached
  std::vector<Substitution> substitutions;
};

// How one layer came out.
struct LayerResult {
  Layer layer = Layer::kIdentity;
  bool applied = false;  // false: `note` says why its policies were not evaluated
  bool allowed = false;
  bool denied = false;
  // True when the layer's silence does not matter: a resource policy names the caller, or the
  // caller is root.
  bool bypassed = false;
  std::string note;
};

// A decision with everything that led to it. Holds policy text and context values, never key
// material.
struct Explanation {
  Decision decision;
  std::string summary;              // one sentence
  std::vector<LayerResult> layers;  // in Layer order; only those given or needed
  std::vector<StatementResult>
      statements;  // every statement of every layer that applied, in set order
  // The statements that decided: the Denies of an explicit deny, else every Allow that matched.
  std::vector<StatementRef> matched;
  // Keys, as the policies spell them, that conditions or variables asked for and the context lacks;
  // sorted.
  std::vector<std::string> missing_keys;
  std::vector<std::string> warnings;
};

}  // namespace keyward::policy::engine
