// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/operations.h"

#include "iam/operations/access_keys.h"
#include "iam/operations/account.h"
#include "iam/operations/account_summary.h"
#include "iam/operations/attached_policies.h"
#include "iam/operations/groups.h"
#include "iam/operations/inline_policies.h"
#include "iam/operations/login_profiles.h"
#include "iam/operations/members.h"
#include "iam/operations/user_changes.h"
#include "iam/operations/user_tags.h"
#include "iam/operations/users.h"

namespace keyward::iam {

std::vector<api::Operation> Operations(const api::PageTokens& tokens) {
  std::vector<api::Operation> rows;
  AddAccessKeyOperations(tokens, &rows);
  AddAccountOperations(tokens, &rows);
  AddAccountSummaryOperation(&rows);
  AddGroupOperations(tokens, &rows);
  AddLoginProfileOperations(&rows);
  AddMemberOperations(tokens, &rows);
  AddUserOperations(tokens, &rows);
  AddUserChangeOperations(&rows);
  AddUserTagOperations(tokens, &rows);
  AddAttachedPolicyOperations(tokens, &rows);
  AddInlinePolicyOperations(tokens, &rows);
  return rows;
}

}  // namespace keyward::iam
