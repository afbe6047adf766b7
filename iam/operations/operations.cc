// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/operations.h"

#include "iam/operations/access_keys.h"
#include "iam/operations/account.h"
#include "iam/operations/account_details.h"
#include "iam/operations/attached_policies.h"
#include "iam/operations/groups.h"
#include "iam/operations/inline_policies.h"
#include "iam/operations/managed_policies.h"
#include "iam/operations/members.h"
#include "iam/operations/mfa_devices.h"
#include "iam/operations/oidc_providers.h"
#include "iam/operations/policy_entities.h"
#include "iam/operations/policy_versions.h"
#include "iam/operations/profiles.h"
#include "iam/operations/roles.h"
#include "iam/operations/saml_providers.h"
#include "iam/operations/users.h"

namespace keyward::iam {

std::vector<api::Operation> Operations(const api::PageTokens& tokens) {
  std::vector<api::Operation> rows;
  AddAccessKeyOperations(tokens, &rows);
  AddAccountOperations(tokens, &rows);
  AddAccountDetailsOperations(tokens, &rows);
  AddGroupOperations(tokens, &rows);
  AddMemberOperations(tokens, &rows);
  AddUserOperations(tokens, &rows);
  AddAttachedPolicyOperations(tokens, &rows);
  AddInlinePolicyOperations(tokens, &rows);
  AddManagedPolicyOperations(tokens, &rows);
  AddPolicyVersionOperations(tokens, &rows);
  AddPolicyEntityOperations(tokens, &rows);
  AddRoleOperations(tokens, &rows);
  AddProfileOperations(tokens, &rows);
  AddOidcProviderOperations(tokens, &rows);
  AddSamlProviderOperations(tokens, &rows);
  AddMfaDeviceOperations(tokens, &rows);
  return rows;
}

}  // namespace keyward::iam
