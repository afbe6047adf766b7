// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

// Organizations' operations: an installation's accounts, and the service and resource control
// policies that hold for them. `tokens` must outlive the rows.
namespace keyward::iam::organizations {

std::vector<api::Operation> Operations(const api::PageTokens& tokens);

// By family. Each adds its rows to `rows`.
void AddPolicyOperations(std::vector<api::Operation>* rows);  // Create, Update, Delete, Describe
void AddPolicyListOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);
void AddAttachmentOperations(std::vector<api::Operation>* rows);  // AttachPolicy, DetachPolicy
// EnablePolicyType, DisablePolicyType, DescribeOrganization, ListRoots.
void AddPolicyTypeOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);
void AddAccountOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);
void AddCreateAccountOperations(std::vector<api::Operation>* rows);
void AddTagOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

}  // namespace keyward::iam::organizations
