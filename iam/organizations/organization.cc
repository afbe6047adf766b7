// SPDX-License-Identifier: Apache-2.0
#include "iam/organizations/organization.h"

#include <array>
#include <cstdint>

#include "core/arn.h"
#include "core/encoding.h"
#include "iam/keys.h"

namespace keyward::iam::organizations {
namespace {

constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t kOrganizationDigits = 10;
constexpr std::size_t kRootDigits = 4;

std::string Prefix(std::string_view account) {
  return std::string("arn:aws:organizations::").append(account).append(":");
}

}  // namespace

std::string Org::Arn() const { return Prefix(management) + "organization/" + record.id(); }

std::string Org::RootArn() const {
  return Prefix(management) + "root/" + record.id() + "/" + record.root_id();
}

std::string Org::AccountArn(std::string_view account) const {
  return (Prefix(management) + "account/" + record.id() + "/").append(account);
}

std::string Org::PolicyArn(ControlKind kind, std::string_view id) const {
  const std::string type = core::AsciiLower(ControlTypeName(kind));
  if (AwsControlKind(id)) return (Prefix("aws") + "policy/" + type + "/").append(id);
  return (Prefix(management) + "policy/" + record.id() + "/" + type + "/").append(id);
}

core::Result<Org> LoadOrg(api::Call& call) {
  core::Result<std::optional<std::string>> management = call.unit().Get(kManagementKey);
  if (!management) return std::move(management).error();
  if (!*management) return NoOrganization();
  const std::string key(kOrganizationKey);
  core::Result<std::optional<rec::Organization>> record = Load<rec::Organization>(call.unit(), key);
  if (!record) return std::move(record).error();
  if (*record) return Org{**std::move(record), **std::move(management)};
  rec::Organization made;
  made.set_id(NewId("o-", kOrganizationDigits, call));
  made.set_root_id(NewId("r-", kRootDigits, call));
  Save(call.unit(), key, made);
  return Org{std::move(made), **std::move(management)};
}

core::Result<Org> LoadManaged(api::Call& call) {
  core::Result<Org> org = LoadOrg(call);
  if (org && org->management != call.account()) return NotManagement();
  return org;
}

core::Result<std::string> FindTarget(api::Call& call, const Org& org, std::string_view target_id) {
  if (target_id == org.record.root_id()) return std::string(kOrganizationRoot);
  if (!core::IsAccountId(target_id)) return NoSuchTarget();
  core::Result<std::optional<rec::Account>> account =
      Load<rec::Account>(call.unit(), AccountKey(target_id));
  if (!account) return std::move(account).error();
  if (!*account) return NoSuchTarget();
  return std::string(target_id);
}

core::Result<v1::PolicyTargetSummary> ShowTarget(api::Call& call, const Org& org,
                                                 std::string_view target) {
  v1::PolicyTargetSummary shown;
  if (target == kOrganizationRoot) {
    shown.set_target_id(org.record.root_id());
    shown.set_arn(org.RootArn());
    shown.set_name("Root");
    shown.set_type("ROOT");
    return shown;
  }
  core::Result<std::optional<rec::Account>> account =
      Load<rec::Account>(call.unit(), AccountKey(target));
  if (!account) return std::move(account).error();
  shown.set_target_id(std::string(target));
  shown.set_arn(org.AccountArn(target));
  if (*account) shown.set_name((*account)->name());
  shown.set_type("ACCOUNT");
  return shown;
}

std::string NewId(std::string_view prefix, std::size_t digits, api::Call& call) {
  std::string id(prefix);
  for (std::size_t i = 0; i < digits; ++i) {
    const std::uint8_t byte = crypto::RandomArray<1>(call.random())[0];
    id.push_back(kDigits[byte % kDigits.size()]);
  }
  return id;
}

Done CountOne(api::Call& call, std::string_view what, std::size_t limit, std::string_view reason) {
  core::Result<std::optional<rec::Count>> count = Load<rec::Count>(call.unit(), CountKey(what));
  if (!count) return std::move(count).error();
  rec::Count next = count->value_or(rec::Count());
  if (next.number() >= limit) {
    return ConstraintViolation(
        reason, "You have exceeded the limit of " + std::to_string(limit) + " in an organization.");
  }
  next.set_number(next.number() + 1);
  Save(call.unit(), CountKey(what), next);
  return {};
}

Done CountOneLess(api::Call& call, std::string_view what) {
  core::Result<std::optional<rec::Count>> count = Load<rec::Count>(call.unit(), CountKey(what));
  if (!count) return std::move(count).error();
  rec::Count next = count->value_or(rec::Count());
  if (next.number() > 0) next.set_number(next.number() - 1);
  Save(call.unit(), CountKey(what), next);
  return {};
}

Targets ManagementTarget(api::Call& call) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  return std::vector{TargetOf(*org, "*")};
}

api::Target TargetOf(const Org& org, std::string arn,
                     const google::protobuf::RepeatedPtrField<rec::Tag>& tags) {
  api::Target target{.arn = std::move(arn), .account = org.management};
  for (const rec::Tag& tag : tags) target.tags.push_back({.key = tag.key(), .value = tag.value()});
  return target;
}

core::Result<api::Target> EntityTarget(api::Call& call, const Org& org,
                                       std::string_view target_id) {
  const bool account = core::IsAccountId(target_id);
  std::string arn = account ? org.AccountArn(target_id) : org.RootArn();
  if (!account && target_id != org.record.root_id()) {
    // Of something that is not there; AWS's ARNs end in the id.
    arn.resize(arn.size() - org.record.root_id().size());
    arn.append(target_id);
    return TargetOf(org, std::move(arn));
  }
  core::Result<std::optional<rec::TargetTags>> tags =
      Load<rec::TargetTags>(call.unit(), TargetTagsKey(account ? target_id : kOrganizationRoot));
  if (!tags) return std::move(tags).error();
  return TargetOf(org, std::move(arn), tags->value_or(rec::TargetTags()).tags());
}

core::Result<api::Target> PolicyTarget(api::Call& call, const Org& org,
                                       std::string_view policy_id) {
  if (const std::optional<ControlKind> aws = AwsControlKind(policy_id)) {
    ShowType(ControlTypeName(*aws), call);
    return TargetOf(org, org.PolicyArn(*aws, policy_id));
  }
  core::Result<std::optional<rec::ControlPolicy>> policy =
      Load<rec::ControlPolicy>(call.unit(), ControlPolicyKey(policy_id));
  if (!policy) return std::move(policy).error();
  if (!*policy) return TargetOf(org, org.PolicyArn(ControlKind::kService, policy_id));
  ShowType((*policy)->type(), call);
  const ControlKind kind = ControlKindOf((*policy)->type()).value_or(ControlKind::kService);
  return TargetOf(org, org.PolicyArn(kind, policy_id), (*policy)->tags());
}

void ShowType(std::string_view type, api::Call& call) {
  call.request_context().push_back(
      {.key = "organizations:PolicyType", .values = {std::string(type)}});
}

}  // namespace keyward::iam::organizations
