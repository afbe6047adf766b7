// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/operations.h"

#include "iam/operations/access_keys.h"
#include "iam/operations/account.h"
#include "iam/operations/account_details.h"
#include "iam/operations/account_summary.h"
#include "iam/operations/attached_policies.h"
#include "iam/operations/groups.h"
#include "iam/operations/inline_policies.h"
#include "iam/operations/login_profiles.h"
#include "iam/operations/managed_policies.h"
#include "iam/operations/members.h"
#include "iam/operations/mfa_devices.h"
#include "iam/operations/oidc_providers.h"
#include "iam/operations/policy_entities.h"
#include "iam/operations/policy_versions.h"
#include "iam/operations/profiles.h"
#include "iam/operations/roles.h"
#include "iam/operations/saml_providers.h"
#include "iam/operations/simulate_policies.h"
#include "iam/operations/user_changes.h"
#include "iam/operations/user_tags.h"
#include "iam/operations/users.h"

namespace keyward::iam {

std::vector<api::Operation> Operations(const api::PageTokens& tokens) {
  std::vector<api::Operation> rows;
  AddAccessKeyOperations(tokens, &rows);
  AddAccountDetailsOperations(tokens, &rows);
  AddAccountOperations(tokens, &rows);
  AddAccountSummaryOperation(&rows);
  AddAttachedPolicyOperations(tokens, &rows);
  AddGroupOperations(tokens, &rows);
  AddInlinePolicyOperations(tokens, &rows);
  AddLoginProfileOperations(&rows);
  AddManagedPolicyOperations(tokens, &rows);
  AddMemberOperations(tokens, &rows);
  AddMfaDeviceOperations(tokens, &rows);
  AddOidcProviderOperations(tokens, &rows);
  AddPolicyEntityOperations(tokens, &rows);
  AddPolicyVersionOperations(tokens, &rows);
  AddProfileOperations(tokens, &rows);
  AddRoleOperations(tokens, &rows);
  AddSamlProviderOperations(tokens, &rows);
  AddSimulationOperations(tokens, &rows);
  AddUserChangeOperations(&rows);
  AddUserOperations(tokens, &rows);
  AddUserTagOperations(tokens, &rows);
  return rows;
}

}  // namespace keyward::iam
