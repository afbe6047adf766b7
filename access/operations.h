// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"
#include "auth/tokens/access_token.h"

namespace keyward::access {

// The service of our own: keyward:CreateAccessToken, by which who signs a call with a long-lived
// access key gets a bearer token for the gRPC front door (docs/grpc.md).
//
// Errors of the operation: kPermissionDenied "AccessDenied" unless the call was signed with such a
// key, so that neither a session nor a token makes itself live longer. `tokens` outlives the rows.
std::vector<api::Operation> AccessOperations(const auth::AccessTokens& tokens);

}  // namespace keyward::access
