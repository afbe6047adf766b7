// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/simulation.h"
#include "core/result.h"
#include "policy/catalog/catalog.h"
#include "policy/engine/policy_set.h"

namespace keyward::cli {

// The request as it was decided, for people.
struct DecidedRequest {
  std::string principal;  // in the command line's form
  std::string action;
  std::string resource;
  std::string owner_account;   // of the resource; "" when it is not known
  bool cross_account = false;  // a user, role or session of another account asks
  policy::engine::Facts facts;
  std::vector<ContextValue> context;  // that was used, and not added
};

// A decided simulation with all that an answer tells. StatementRefs in `explanation` are into
// `set`.
struct Decided {
  policy::engine::PolicySet set;
  policy::engine::Policies policies;  // that `set` was made from
  DecidedRequest request;
  policy::engine::Explanation explanation;
  // For an explicit deny, with DecideOptions::explain: the verdict if the Denies that matched were
  // not there.
  std::optional<policy::engine::Verdict> without_denies;
  std::string id = "null";                // JSON text
  std::vector<std::string> ignored_keys;  // given, and never carried by the action
  std::vector<ContextValue> added_keys;   // not given, and following from the principal
  std::vector<std::string> warnings;
};

struct DecideOptions {
  // Null: no catalogue is asked (--raw).
  const policy::catalog::Catalog* catalog = nullptr;
  bool keep_every_key = false;  // --raw-context
  bool explain = false;         // for Decided::without_denies
};

// Completes, compiles and decides one simulation.
//
// Thread-safe. Errors: those of CheckContextSize, CompleteFromCatalog, PolicySet::Compile,
// Request::Prepare and Explain, with pointers as in a batch line ("/request/action").
core::Result<Decided> Decide(Simulation simulation, const DecideOptions& options);

// Returns the syntax tree of a statement of `decided.set`; null for one that is not of it.
const policy::language::Statement* FindStatement(
    const Decided& decided, const policy::engine::PolicySet::StatementInfo& info);

}  // namespace keyward::cli
