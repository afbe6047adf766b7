// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

// Organizations' errors with AWS's names and texts. Pure; thread-safe.
//
// AWS's ConstraintViolationException and InvalidInputException have a Reason besides their message:
// here the message begins with it and ": ", from which api/wire makes the two members.
// Source: AWS Organizations API Reference, the errors of each action.
namespace keyward::iam::organizations {

core::Error NotManagement();  // AccessDeniedException
core::Error NoOrganization();
core::Error NoSuchPolicy();
core::Error NoSuchTarget();
core::Error NoSuchAccount();
core::Error NoSuchRoot();
core::Error NoSuchAccountRequest();
core::Error DuplicatePolicy();
core::Error DuplicateAttachment();
core::Error NotAttached();
core::Error PolicyInUse();
core::Error TypeNotEnabled();
core::Error TypeAlreadyEnabled();
core::Error TypeNotAvailable(std::string_view type);

// `reason` is AWS's, such as MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED.
core::Error ConstraintViolation(std::string_view reason, std::string_view message);
core::Error InvalidInput(std::string_view reason, std::string_view message);

}  // namespace keyward::iam::organizations
