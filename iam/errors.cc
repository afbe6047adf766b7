// SPDX-License-Identifier: Apache-2.0
#include "iam/errors.h"

#include <utility>

namespace keyward::iam {
namespace {

using core::Error;
using core::ErrorCode;

// As AWS calls it in the middle of a sentence.
std::string_view Called(Kind kind) {
  switch (kind) {
    case Kind::kProfile:
      return "Instance Profile";
    case Kind::kSaml:
      return "SAML provider";
    case Kind::kOidc:
      return "OpenIDConnect provider";
    case Kind::kMfa:
      return "MFA Device";
    case Kind::kUser:
    case Kind::kGroup:
    case Kind::kRole:
    case Kind::kPolicy:
      break;
  }
  return KindName(kind);
}

std::string Capitalized(std::string_view word) {
  std::string text(word);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

}  // namespace

Error NoSuchEntity(std::string message) {
  return {ErrorCode::kNotFound, "NoSuchEntity", std::move(message)};
}

Error NoSuch(Kind kind, std::string_view name) {
  if (kind == Kind::kProfile) {
    return NoSuchEntity("Instance Profile " + std::string(name) + " cannot be found.");
  }
  return NoSuchEntity("The " + std::string(Called(kind)) + " with name " + std::string(name) +
                      " cannot be found.");
}

Error NotAttachable(std::string_view policy_arn) {
  return NoSuchEntity("Policy " + std::string(policy_arn) +
                      " does not exist or is not attachable.");
}

Error NoSuchPolicyArn(std::string_view policy_arn) {
  return NoSuchEntity("Policy " + std::string(policy_arn) + " was not found.");
}

Error EntityAlreadyExists(std::string message) {
  return {ErrorCode::kAlreadyExists, "EntityAlreadyExists", std::move(message)};
}

Error AlreadyExists(Kind kind, std::string_view name) {
  if (kind == Kind::kProfile) {
    return EntityAlreadyExists("Instance Profile " + std::string(name) + " already exists.");
  }
  return EntityAlreadyExists(Capitalized(Called(kind)) + " with name " + std::string(name) +
                             " already exists.");
}

Error DeleteConflict(std::string_view what) {
  return {ErrorCode::kFailedPrecondition, "DeleteConflict",
          "Cannot delete entity, must " + std::string(what)};
}

Error LimitExceeded(std::string_view quota, std::size_t limit) {
  return {ErrorCode::kResourceExhausted, "LimitExceeded",
          "Cannot exceed quota for " + std::string(quota) + ": " + std::to_string(limit)};
}

Error MalformedPolicy(std::string message) {
  return {ErrorCode::kInvalidArgument, "MalformedPolicyDocument", std::move(message)};
}

Error InvalidInput(std::string message) {
  return {ErrorCode::kInvalidArgument, "InvalidInput", std::move(message)};
}

Error ValidationError(std::string message) {
  return {ErrorCode::kInvalidArgument, "ValidationError", std::move(message)};
}

}  // namespace keyward::iam
