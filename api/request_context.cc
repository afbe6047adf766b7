// SPDX-License-Identifier: Apache-2.0
#include "api/request_context.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "core/encoding.h"
#include "core/iso_time.h"

namespace keyward::api {
namespace {

using policy::match::Context;
using Type = policy::match::Caller::Type;

std::string_view TypeName(Type type) {
  switch (type) {
    case Type::kAnonymous:
      return "Anonymous";
    case Type::kRoot:
      return "Account";
    case Type::kUser:
      return "User";
    case Type::kRole:
    case Type::kRoleSession:
      return "AssumedRole";
    case Type::kFederatedUser:
      return "FederatedUser";
    case Type::kOriginAccessIdentity:
    case Type::kService:
    case Type::kFederated:
      break;
  }
  return "";
}

void SetUnlessEmpty(Context& context, std::string_view key, std::string_view value) {
  if (!value.empty()) context.Set(key, value);
}

// A session's tag stands in for the principal's of the same key, whatever its case.
bool IsReplaced(const Tag& tag, const Caller& caller) {
  if (!caller.session) return false;
  return std::ranges::any_of(caller.session->tags, [&tag](const Tag& own) {
    return core::EqualsIgnoreCase(own.key, tag.key);
  });
}

void FillSession(const Session& session, const Transport& transport, Context& context) {
  context.Set("aws:TokenIssueTime", core::IsoTime(session.issued));
  context.Set("aws:MultiFactorAuthPresent", session.mfa_at ? "true" : "false");
  if (session.mfa_at) {
    const auto age = std::chrono::floor<std::chrono::seconds>(transport.time) - *session.mfa_at;
    context.Set("aws:MultiFactorAuthAge", std::to_string(age.count()));
  }
  SetUnlessEmpty(context, "aws:SourceIdentity", session.source_identity);
}

void FillCaller(const Caller& caller, std::span<const Tag> principal_tags,
                const Transport& transport, Context& context) {
  const policy::match::Caller& principal = caller.principal;
  SetUnlessEmpty(context, "aws:PrincipalType", TypeName(principal.type()));
  SetUnlessEmpty(context, "aws:PrincipalAccount", caller.account);
  SetUnlessEmpty(context, "aws:userid", caller.user_id);
  if (principal.is_authenticated()) {
    SetUnlessEmpty(context, "aws:PrincipalArn", caller.policy_arn);
    context.Set("aws:PrincipalIsAWSService", principal.type() == Type::kService ? "true" : "false");
  }
  if (principal.type() == Type::kUser) context.Set("aws:username", principal.name());
  for (const Tag& tag : principal_tags) {
    if (!IsReplaced(tag, caller)) context.Set("aws:PrincipalTag/" + tag.key, tag.value);
  }
  if (!caller.session) return;
  for (const Tag& tag : caller.session->tags) context.Set("aws:PrincipalTag/" + tag.key, tag.value);
  FillSession(*caller.session, transport, context);
}

}  // namespace

void FillContext(const Caller& caller, std::span<const Tag> principal_tags,
                 const Transport& transport, const Target& target, Context& context) {
  FillCaller(caller, principal_tags, transport, context);
  SetUnlessEmpty(context, "aws:SourceIp", transport.source_ip);
  context.Set("aws:SecureTransport", transport.secure ? "true" : "false");
  SetUnlessEmpty(context, "aws:UserAgent", transport.user_agent);
  SetUnlessEmpty(context, "aws:RequestedRegion", transport.region);
  const auto now = std::chrono::floor<std::chrono::seconds>(transport.time);
  context.Set("aws:CurrentTime", core::IsoTime(now));
  context.Set("aws:EpochTime", std::to_string(now.time_since_epoch().count()));
  SetUnlessEmpty(context, "aws:ResourceAccount", target.account);
  for (const Tag& tag : target.tags) context.Set("aws:ResourceTag/" + tag.key, tag.value);
  for (const ContextValue& value : target.context) SetValue(value, context);
}

void SetValue(const ContextValue& value, Context& context) {
  if (value.multivalued) {
    context.SetMultivalued(value.key, value.values);
  } else if (!value.values.empty()) {
    context.Set(value.key, value.values.front());
  }
}

}  // namespace keyward::api
