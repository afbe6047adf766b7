// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include "cli/catalog_facts.h"

namespace keyward::cli {
namespace {

using policy::engine::Caller;

// The value of aws:PrincipalType; "" where AWS documents none.
std::string PrincipalType(Caller::Type type) {
  switch (type) {
    case Caller::Type::kAnonymous:
      return "Anonymous";
    case Caller::Type::kRoot:
      return "Account";
    case Caller::Type::kUser:
      return "User";
    case Caller::Type::kRole:
    case Caller::Type::kRoleSession:
      return "AssumedRole";
    case Caller::Type::kFederatedUser:
      return "FederatedUser";
    case Caller::Type::kOriginAccessIdentity:
    case Caller::Type::kService:
    case Caller::Type::kFederated:
      break;
  }
  return {};
}

}  // namespace

std::vector<ContextValue> PrincipalContext(const Caller& caller) {
  std::vector<ContextValue> context;
  const auto add = [&context](const char* key, std::string value) {
    context.push_back({.key = key, .values = {std::move(value)}, .list = false, .pointer = {}});
  };
  const bool has_credentials = caller.is_iam_principal() || caller.type() == Caller::Type::kRoot;
  if (has_credentials) {
    add("aws:PrincipalArn",
        caller.type() == Caller::Type::kRoleSession
            ? "arn:" + caller.partition() + ":iam::" + caller.account() + ":role/" + caller.name()
            : caller.text());
    add("aws:PrincipalAccount", caller.account());
  } else if (caller.type() == Caller::Type::kAnonymous) {
    add("aws:PrincipalAccount", "anonymous");
  }
  if (std::string type = PrincipalType(caller.type()); !type.empty()) {
    add("aws:PrincipalType", std::move(type));
  }
  if (caller.type() == Caller::Type::kUser) add("aws:username", caller.name());
  if (has_credentials || caller.type() == Caller::Type::kService) {
    add("aws:PrincipalIsAWSService", caller.type() == Caller::Type::kService ? "true" : "false");
  }
  return context;
}

}  // namespace keyward::cli
