// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "auth/tokens/access_token.h"
#include "server/aws/gateway.h"

// What an installation offers: the one list that every front door serves from.
namespace keyward::server::node {

// The operations of all services. `pages`, with which their lists go on, and `tokens`, which
// keyward:CreateAccessToken issues, must outlive them.
std::vector<api::Operation> AllOperations(const api::PageTokens& pages,
                                          const auth::AccessTokens& tokens);

// The services that they belong to, as AWS's wires see them.
std::vector<aws::Service> AllServices();

}  // namespace keyward::server::node
