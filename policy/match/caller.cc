// SPDX-License-Identifier: Apache-2.0
#include "policy/match/caller.h"

#include <optional>

#include "policy/language/principal.h"

namespace keyward::policy::match {
namespace {

using Type = Caller::Type;
using language::Principal;

constexpr std::string_view kServicePrefix = "service:";
constexpr std::string_view kFederatedPrefix = "federated:";

core::Error Invalid(std::string_view text, std::string_view expected) {
  constexpr std::size_t kMaxQuoted = 200;
  std::string message =
      "invalid principal `" + std::string(text.substr(0, kMaxQuoted)) + "`: expected ";
  message += expected;
  return {core::ErrorCode::kInvalidArgument, "InvalidInput", std::move(message)};
}

std::optional<Type> CallerType(Principal::Type type) {
  switch (type) {
    case Principal::Type::kAccount:
      return Type::kRoot;
    case Principal::Type::kUser:
      return Type::kUser;
    case Principal::Type::kRole:
      return Type::kRole;
    case Principal::Type::kRoleSession:
      return Type::kRoleSession;
    case Principal::Type::kFederatedUser:
      return Type::kFederatedUser;
    case Principal::Type::kOriginAccessIdentity:
      return Type::kOriginAccessIdentity;
    case Principal::Type::kEveryone:
    case Principal::Type::kUniqueId:
    case Principal::Type::kService:
    case Principal::Type::kFederated:
    case Principal::Type::kCanonicalUser:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

core::Result<Caller> Caller::FromArn(std::string_view arn) {
  const std::optional<Principal> principal = language::ParsePrincipalArn(arn);
  const std::optional<Type> type = principal ? CallerType(principal->type) : std::nullopt;
  if (!type) {
    return Invalid(
        arn,
        "the ARN of an account root, user, role, role session, federated user or origin access "
        "identity");
  }
  Caller caller;
  caller.type_ = *type;
  caller.text_ = arn;
  caller.partition_ = principal->partition;
  caller.account_ = principal->account;
  caller.name_ = principal->name;
  const bool linked_path = arn.find(":role/aws-service-role/") != std::string_view::npos;
  const bool linked_session =
      *type == Type::kRoleSession && principal->name.starts_with("AWSServiceRoleFor");
  caller.service_linked_role_ = (*type == Type::kRole && linked_path) || linked_session;
  return caller;
}

core::Result<Caller> Caller::Parse(std::string_view text) {
  if (text == "anonymous") return Caller();
  if (text.starts_with(kServicePrefix)) return Service(text.substr(kServicePrefix.size()));
  if (text.starts_with(kFederatedPrefix)) return Federated(text.substr(kFederatedPrefix.size()));
  if (text.starts_with("arn:")) return FromArn(text);
  return Invalid(text, "an ARN, `service:NAME`, `federated:PROVIDER` or `anonymous`");
}

core::Result<Caller> Caller::Service(std::string_view name) {
  if (!language::IsServicePrincipal(name))
    return Invalid(name, "a service's name, such as `lambda.amazonaws.com`");
  Caller caller;
  caller.type_ = Type::kService;
  caller.text_ = name;
  return caller;
}

core::Result<Caller> Caller::Federated(std::string_view provider) {
  if (!language::IsIdentityProvider(provider)) {
    return Invalid(provider, "the ARN of an OIDC or SAML provider or a built-in provider's name");
  }
  Caller caller;
  caller.type_ = Type::kFederated;
  caller.text_ = provider;
  return caller;
}

core::Result<void> Caller::set_session_issuer(std::string_view user_arn) {
  const std::optional<Principal> issuer = language::ParsePrincipalArn(user_arn);
  if (!issuer || issuer->type != Principal::Type::kUser)
    return Invalid(user_arn, "the ARN of a user");
  session_issuer_ = user_arn;
  return {};
}

}  // namespace keyward::policy::match
