// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/request.h"

#include <algorithm>
#include <optional>

#include "core/arn.h"
#include "core/encoding.h"
#include "policy/language/principal.h"

namespace keyward::policy::engine {
namespace {

constexpr std::size_t kMaxAction = 256;
// AWS's longest ARNs hold an S3 key of 1,024 bytes; twice the 2,048 that most APIs take.
constexpr std::size_t kMaxResource = 4096;

core::Error Invalid(const char* pointer, std::string_view value, std::string_view why) {
  constexpr std::size_t kMaxQuoted = 200;
  std::string message = "`" + std::string(value.substr(0, kMaxQuoted)) + "` ";
  message += why;
  return {core::ErrorCode::kInvalidArgument, "InvalidInput", std::move(message), {pointer, 0, 0}};
}

bool IsNameCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

// `service:name`, both folded.
bool IsAction(std::string_view action) {
  const std::size_t colon = action.find(':');
  if (colon == 0 || colon + 1 >= action.size() || colon == std::string_view::npos) return false;
  const std::string_view service = action.substr(0, colon);
  const std::string_view name = action.substr(colon + 1);
  return std::all_of(service.begin(), service.end(),
                     [](char c) { return IsNameCharacter(c) || c == '.'; }) &&
         std::all_of(name.begin(), name.end(), IsNameCharacter);
}

}  // namespace

Facts DefaultFacts(std::string_view action, std::string_view resource) {
  Facts facts;
  const std::string folded = core::AsciiLower(action);
  if (folded.starts_with("kms:")) facts.resource_policy_kind = ResourcePolicyKind::kKey;
  if (folded.starts_with("sts:assumerole")) facts.resource_policy_kind = ResourcePolicyKind::kTrust;
  facts.resource_level = resource != "*";
  return facts;
}

core::Result<void> Request::Prepare() {
  if (action.size() > kMaxAction)
    return Invalid("/action", action, "is longer than an action's name can be");
  if (resource.size() > kMaxResource)
    return Invalid("/resource", resource, "is longer than 4,096 bytes");
  action_folded.assign(action);
  for (char& c : action_folded) c = core::AsciiLower(c);
  if (!IsAction(action_folded))
    return Invalid("/action", action, "is not an action, such as `s3:GetObject`");

  const std::optional<core::Arn> arn = core::Arn::Split(resource);
  if (!arn && resource != "*") return Invalid("/resource", resource, "is neither an ARN nor `*`");
  if (arn && (!core::IsPartition(arn->partition) || arn->service.empty())) {
    return Invalid("/resource", resource,
                   "is an ARN without a known partition or without a service");
  }
  if (!resource_account.empty() && !core::IsAccountId(resource_account)) {
    return Invalid("/resourceAccount", resource_account, "is not a twelve-digit account id");
  }
  owner_account.assign(resource_account);
  if (owner_account.empty() && arn && core::IsAccountId(arn->account))
    owner_account.assign(arn->account);

  caller_unique_id.assign(caller.unique_id());
  if (caller_unique_id.empty()) {
    const Context::Entry* user_id = context.Find("aws:userid");
    if (user_id != nullptr && !user_id->multivalued && !user_id->ambiguous) {
      const std::string_view id = user_id->values.front();
      const std::string_view unique = id.substr(0, id.find(':'));
      if (language::IsUniqueId(unique)) caller_unique_id.assign(unique);
    }
  }
  return {};
}

}  // namespace keyward::policy::engine
