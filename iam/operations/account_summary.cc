// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/account_summary.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "iam/counts.h"
#include "iam/operations/access_keys.h"
#include "iam/operations/account.h"
#include "iam/operations/attachments.h"
#include "iam/operations/members.h"
#include "iam/operations/row.h"
#include "policy/language/parse.h"

namespace keyward::iam {
namespace {

using api::Call;
using policy::language::MaxPolicyCharacters;
using policy::language::PolicyKind;

struct Counted {
  Kind kind;
  const char* name;
};

constexpr Counted kCounted[] = {{Kind::kGroup, "Groups"},    {Kind::kMfa, "MFADevices"},
                                {Kind::kPolicy, "Policies"}, {Kind::kProfile, "InstanceProfiles"},
                                {Kind::kRole, "Roles"},      {Kind::kUser, "Users"}};

void ShowQuotas(google::protobuf::Map<std::string, std::int32_t>& shown) {
  const auto size = [](PolicyKind kind) {
    return static_cast<std::int32_t>(MaxPolicyCharacters(kind));
  };
  constexpr auto kAttached = static_cast<std::int32_t>(kMaxAttached);
  shown["AccessKeysPerUserQuota"] = kMaxAccessKeys;
  shown["GroupsPerUserQuota"] = kMaxGroupsPerUser;
  shown["AttachedPoliciesPerGroupQuota"] = kAttached;
  shown["AttachedPoliciesPerRoleQuota"] = kAttached;
  shown["AttachedPoliciesPerUserQuota"] = kAttached;
  shown["GroupPolicySizeQuota"] = size(PolicyKind::kGroupInline);
  shown["PolicySizeQuota"] = size(PolicyKind::kManaged);
  shown["RolePolicySizeQuota"] = size(PolicyKind::kRoleInline);
  shown["UserPolicySizeQuota"] = size(PolicyKind::kUserInline);
}

Done GetAccountSummary(Call& call, const v1::GetAccountSummaryRequest& /*request*/,
                       v1::GetAccountSummaryResponse& response) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  core::Result<std::map<std::string, std::int64_t>> counts = ReadCounts(call);
  if (!counts) return std::move(counts).error();
  auto& shown = *response.mutable_summary_map();
  for (const Counted& counted : kCounted) {
    shown[counted.name] = static_cast<std::int32_t>((*counts)[std::string(KindName(counted.kind))]);
  }
  shown["Providers"] = static_cast<std::int32_t>((*counts)["oidc"] + (*counts)["saml"]);
  shown["AccountAccessKeysPresent"] = account->root_access_keys().empty() ? 0 : 1;
  // The root user has neither here.
  shown["AccountMFAEnabled"] = 0;
  shown["AccountPasswordPresent"] = 0;
  ShowQuotas(shown);
  return {};
}

}  // namespace

void AddAccountSummaryOperation(std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::GetAccountSummaryRequest, v1::GetAccountSummaryResponse>(
      [](Call& call, const v1::GetAccountSummaryRequest& /*request*/) { return AnyTarget(call); },
      GetAccountSummary));
}

}  // namespace keyward::iam
