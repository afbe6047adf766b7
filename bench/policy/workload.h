// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/result.h"
#include "policy/engine/policy_set.h"

// Policies and requests to measure with.
namespace keyward::bench {

struct Workload {
  std::string name;
  std::size_t statements = 0;
  std::vector<std::string> documents;             // identity policies, as JSON
  std::vector<policy::engine::Request> requests;  // prepared
};

// Reads `wlN.json`: {"policies":[…],"requests":[{"action","bucket","key","team","ip"}]}.
core::Result<Workload> LoadWorkload(const std::string& path);

// Makes the like of those files at any size: `statements` in groups of five, three conditions each,
// 256 requests of which about 40 % are allowed. Deterministic.
Workload MakeWorkload(std::size_t statements);

// Statements of eight services with every kind of action and resource pattern: exact, prefix, `*`
// in the middle, variables, NotAction, Deny.
Workload MakeMixedWorkload(std::size_t statements);

// Parses and compiles the documents.
core::Result<policy::engine::PolicySet> Compile(const Workload& workload);

}  // namespace keyward::bench
