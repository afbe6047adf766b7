// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "api/schema/empty_members.h"
#include "core/result.h"

namespace keyward::api::schema {

// How many violations one message lists; the rest go uncounted, so that answers stay small.
inline constexpr std::size_t kMaxViolations = 100;

// Checks a request against its fields' rules: required, min, max, pattern, values.
//
// `empty` has the lists and maps that were there and empty; without it an empty one is absent.
// Thread-safe. Linear in the message, for each rule.
// Errors: kInvalidArgument named as AWS does in the protocol of the message's service
// ("ValidationError" for query, "ValidationException" for JSON), with AWS's message, which repeats
// offending values as they came, control characters included; but never one that is sensitive, of a
// field that AWS is quiet about, or a list of structures. kInternal when the schema itself is
// faulty (MessageTable::fault).
// Source: messages that AWS's services answer with; docs/wire.md says what of them is inferred.
core::Result<void> Validate(const google::protobuf::Message& message,
                            const EmptyMembers& empty = {});

}  // namespace keyward::api::schema
