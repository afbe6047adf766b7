// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/engine/decision.h"
#include "policy/engine/policy_set.h"
#include "policy/engine/request.h"

// A second opinion on every decision: docs/policy-semantics.md written down as plainly as possible.
//
// It shares nothing with the engine but the parsed documents and the plain fields of a request. It
// has no index, no caches and no short cuts; where both disagree, one of them is wrong.
namespace keyward::policy::naive {

// A statement by its place in engine::Policies.
struct StatementId {
  engine::Layer layer = engine::Layer::kIdentity;
  std::uint32_t level = 0;   // of an SCP or RCP; 0 elsewhere
  std::uint32_t policy = 0;  // within its layer and level
  std::uint32_t statement = 0;
  friend auto operator<=>(const StatementId&, const StatementId&) = default;
};

struct NaiveDecision {
  engine::Verdict verdict = engine::Verdict::kImplicitDeny;
  std::optional<engine::Layer> blocked_by;
  // The Denies that matched, of an explicit deny; else the Allows that matched.
  std::vector<StatementId> matched;
  // Keys that conditions and variables asked for and the context lacks, as the policies spell them.
  std::set<std::string> missing_keys;
};

// Decides a prepared request. Nothing when a resource policy is given and the resource's account is
// not known.
std::optional<NaiveDecision> NaiveEvaluate(const engine::Policies& policies,
                                           const engine::Request& request);

}  // namespace keyward::policy::naive
