// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "iam/keys.h"

// IAM's errors with AWS's names and texts. Pure; thread-safe.
// Source: AWS IAM API Reference, the errors of each action.
namespace keyward::iam {

// "The user with name NAME cannot be found."
core::Error NoSuch(Kind kind, std::string_view name);
// "Policy ARN does not exist or is not attachable."
core::Error NotAttachable(std::string_view policy_arn);
// "Policy ARN was not found."
core::Error NoSuchPolicyArn(std::string_view policy_arn);
core::Error NoSuchEntity(std::string message);

// "User with name NAME already exists."
core::Error AlreadyExists(Kind kind, std::string_view name);
core::Error EntityAlreadyExists(std::string message);

// "Cannot delete entity, must …": `what` goes on after "Cannot delete entity, must ".
core::Error DeleteConflict(std::string_view what);

// "Cannot exceed quota for QUOTA: LIMIT".
core::Error LimitExceeded(std::string_view quota, std::size_t limit);

core::Error MalformedPolicy(std::string message);
core::Error InvalidInput(std::string message);
core::Error ValidationError(std::string message);

}  // namespace keyward::iam
