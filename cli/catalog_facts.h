// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/simulation.h"
#include "core/result.h"
#include "policy/catalog/catalog.h"
#include "policy/engine/request.h"

// From what the input states to what the engine needs: facts, and the context that a request
// carries. Pure; thread-safe.
namespace keyward::cli {

struct CompletedRequest {
  policy::engine::Request request;  // not prepared yet
  // Keys that were given and not used, as the action's requests never carry them; as given.
  std::vector<std::string> ignored_keys;
  // Keys that were not given and follow from the principal, in the order of AWS's documentation.
  std::vector<ContextValue> added_keys;
  std::vector<std::string> warnings;
};

// Takes the input as it is: no look-up, no check, nothing added. A key is multivalued when it was
// given as a list or when the facts say so.
core::Result<CompletedRequest> CompleteRaw(const Simulation& simulation);

struct CatalogOptions {
  bool keep_every_key = false;  // --raw-context
};

// Takes from the catalogue what the input leaves open, and refuses what the catalogue knows better:
// unknown services and actions (with near spellings), resources that fit no type of the action,
// several values for a single-valued key. Adds what the principal says of itself (aws:PrincipalArn,
// aws:PrincipalAccount, aws:PrincipalType, aws:username, aws:PrincipalIsAWSService) unless given.
//
// Errors: kInvalidArgument named "InvalidInput" with the pointer that a batch line has it under.
core::Result<CompletedRequest> CompleteFromCatalog(const Simulation& simulation,
                                                   const policy::catalog::Catalog& catalog,
                                                   const CatalogOptions& options);

// The context keys that follow from who calls.
//
// A role's path is not in the ARN of its sessions: their aws:PrincipalArn is built without one.
// Source: IAM User Guide, "AWS global condition context keys" and "Principal key values".
std::vector<ContextValue> PrincipalContext(const policy::engine::Caller& caller);

}  // namespace keyward::cli
