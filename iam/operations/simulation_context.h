// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "core/result.h"
#include "keyward/iam/v1/iam.pb.h"
#include "policy/match/context.h"

namespace keyward::iam {

// Adds a simulation's context keys, each checked against its type: one value of `numeric`, any
// number of `numericList`. Pure; thread-safe. Errors: kInvalidArgument "InvalidInput" that names
// the key: without a name or type, given twice (case does not matter), or with values that are not
// of its type. Source: AWS IAM API Reference, ContextEntry.
core::Result<void> AddContextEntries(
    const google::protobuf::RepeatedPtrField<v1::ContextEntry>& entries,
    policy::match::Context& context);

}  // namespace keyward::iam
