// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/operations.h"

#include "iam/operations/attached_policies.h"
#include "iam/operations/inline_policies.h"
#include "iam/operations/managed_policies.h"
#include "iam/operations/policy_entities.h"
#include "iam/operations/policy_versions.h"
#include "iam/operations/simulate_policies.h"
#include "iam/operations/users.h"

namespace keyward::iam {

std::vector<api::Operation> Operations(const api::PageTokens& tokens) {
  std::vector<api::Operation> rows;
  AddUserOperations(tokens, &rows);
  AddAttachedPolicyOperations(tokens, &rows);
  AddInlinePolicyOperations(tokens, &rows);
  AddManagedPolicyOperations(tokens, &rows);
  AddPolicyVersionOperations(tokens, &rows);
  AddPolicyEntityOperations(tokens, &rows);
  AddSimulationOperations(tokens, &rows);
  return rows;
}

}  // namespace keyward::iam
