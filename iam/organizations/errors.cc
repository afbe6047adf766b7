// SPDX-License-Identifier: Apache-2.0
#include "iam/organizations/errors.h"

namespace keyward::iam::organizations {
namespace {

using core::Error;
using core::ErrorCode;

std::string WithReason(std::string_view reason, std::string_view message) {
  return std::string(reason).append(": ").append(message);
}

}  // namespace

Error NotManagement() {
  return {ErrorCode::kPermissionDenied, "AccessDeniedException",
          "You don't have permissions to access this resource."};
}

Error NoOrganization() {
  return {ErrorCode::kFailedPrecondition, "AWSOrganizationsNotInUseException",
          "Your account is not a member of an organization."};
}

Error NoSuchPolicy() {
  return {ErrorCode::kNotFound, "PolicyNotFoundException",
          "We can't find a policy with the PolicyId that you specified."};
}

Error NoSuchTarget() {
  return {ErrorCode::kNotFound, "TargetNotFoundException",
          "We can't find a root, OU, account, or policy with the TargetId that you specified. "
          "Organizational units are not offered here."};
}

Error NoSuchAccount() {
  return {ErrorCode::kNotFound, "AccountNotFoundException",
          "You specified an account that doesn't exist."};
}

Error NoSuchRoot() {
  return {ErrorCode::kNotFound, "RootNotFoundException",
          "We can't find a root with the RootId that you specified."};
}

Error NoSuchAccountRequest() {
  return {
      ErrorCode::kNotFound, "CreateAccountStatusNotFoundException",
      "We can't find a create account request with the CreateAccountRequestId that you specified."};
}

Error DuplicatePolicy() {
  return {ErrorCode::kAlreadyExists, "DuplicatePolicyException",
          "A policy with the same name already exists."};
}

Error DuplicateAttachment() {
  return {ErrorCode::kAlreadyExists, "DuplicatePolicyAttachmentException",
          "The selected policy is already attached to the specified target."};
}

Error NotAttached() {
  return {ErrorCode::kFailedPrecondition, "PolicyNotAttachedException",
          "The policy isn't attached to the specified target in the specified root."};
}

Error PolicyInUse() {
  return {ErrorCode::kFailedPrecondition, "PolicyInUseException",
          "The policy is attached to one or more entities. You must detach it from all roots, OUs, "
          "and accounts before performing this operation."};
}

Error TypeNotEnabled() {
  return {ErrorCode::kFailedPrecondition, "PolicyTypeNotEnabledException",
          "The specified policy type isn't currently enabled in this root."};
}

Error TypeAlreadyEnabled() {
  return {ErrorCode::kAlreadyExists, "PolicyTypeAlreadyEnabledException",
          "The specified policy type is already enabled in the specified root."};
}

Error TypeNotAvailable(std::string_view type) {
  return {ErrorCode::kUnimplemented, "PolicyTypeNotAvailableForOrganizationException",
          "Policies of type " + std::string(type) +
              " are not offered here: only SERVICE_CONTROL_POLICY and RESOURCE_CONTROL_POLICY."};
}

Error ConstraintViolation(std::string_view reason, std::string_view message) {
  return {ErrorCode::kResourceExhausted, "ConstraintViolationException",
          WithReason(reason, message)};
}

Error InvalidInput(std::string_view reason, std::string_view message) {
  return {ErrorCode::kInvalidArgument, "InvalidInputException", WithReason(reason, message)};
}

}  // namespace keyward::iam::organizations
