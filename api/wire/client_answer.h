// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/schema/service_table.h"
#include "core/result.h"

// The client's side of the wires: what a service answered.
namespace keyward::api::wire {

// Reads an answer and returns it as one JSON object: that of JSON 1.1 as it came, XML by the
// operation's table in the form that JSON 1.1 would have (timestamps as epoch seconds). Elements of
// XML that the table does not have are left out, as AWS's SDKs do. `{}` when nothing was answered.
//
// An answer with a status other than 2xx is the service's error: its name and message, with a code
// by its meaning: kPermissionDenied for a denied request, kUnauthenticated for one whose signature
// or credentials are refused, kInvalidArgument for input that is (names that begin with
// Validation, Malformed, Invalid, Missing, Serialization, UnknownOperation, or Unsupported),
// kUnavailable for a status of 500 or more, kFailedPrecondition for the rest.
// Thread-safe. Errors besides: kUnavailable named "MalformedAnswer" when it cannot be understood,
// which repeats nothing of it.
core::Result<std::string> DecodeAnswer(const schema::ServiceTable& service,
                                       std::string_view operation, int status,
                                       std::string_view body);

}  // namespace keyward::api::wire
