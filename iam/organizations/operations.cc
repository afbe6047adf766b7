// SPDX-License-Identifier: Apache-2.0
#include "iam/organizations/operations.h"

namespace keyward::iam::organizations {

std::vector<api::Operation> Operations(const api::PageTokens& tokens) {
  std::vector<api::Operation> rows;
  AddPolicyOperations(&rows);
  AddPolicyListOperations(tokens, &rows);
  AddAttachmentOperations(&rows);
  AddPolicyTypeOperations(tokens, &rows);
  AddAccountOperations(tokens, &rows);
  AddCreateAccountOperations(&rows);
  AddTagOperations(tokens, &rows);
  return rows;
}

}  // namespace keyward::iam::organizations
