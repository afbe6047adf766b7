// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/schema/service_table.h"
#include "core/result.h"

// What requests are called by. Pure; thread-safe.
namespace keyward::server::aws {

// Whether a text looks like a Region: "eu-west-1", "us-gov-east-1".
bool IsRegion(std::string_view text);

// Finds the operation that X-Amz-Target ("TARGET_PREFIX.Operation") names. Errors: kInvalidArgument
// "UnknownOperationException" without one, or for another service's or an unknown one.
core::Result<const api::schema::MethodTable*> FindTarget(const std::string* target,
                                                         const api::schema::ServiceTable& service);

// An error under the name that the protocol has for it: AccessDenied and the errors of signatures
// are called otherwise in JSON.
core::Error InProtocol(core::Error error, api::schema::Protocol protocol);

}  // namespace keyward::server::aws
