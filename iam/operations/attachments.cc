// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/attachments.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/arn.h"
#include "iam/errors.h"
#include "iam/operations/managed.h"

namespace keyward::iam {
namespace {

using core::Result;

// As a count's `by`: one more, or one less.
constexpr int kMore = 1;
constexpr int kLess = -1;

std::uint32_t Counted(std::uint32_t count, int by) {
  if (by == kLess && count == 0) return 0;
  return by == kMore ? count + 1 : count - 1;
}

std::string_view QuotaName(Kind kind) {
  switch (kind) {
    case Kind::kUser:
      return "PoliciesPerUser";
    case Kind::kGroup:
      return "PoliciesPerGroup";
    case Kind::kRole:
      return "PoliciesPerRole";
    case Kind::kPolicy:
    case Kind::kProfile:
    case Kind::kSaml:
    case Kind::kOidc:
    case Kind::kMfa:
      break;  // hold no policies
  }
  return "";
}

Result<void> MustBeArn(std::string_view arn) {
  if (core::Arn::Split(arn)) return {};
  return InvalidInput("ARN " + std::string(arn) + " is not valid.");
}

// The policy to attach, or an error where there is none.
Result<Managed> FindAttachable(api::Call& call, std::string_view arn) {
  if (Result<void> valid = MustBeArn(arn); !valid) return std::move(valid).error();
  Result<std::optional<Managed>> managed = LoadManaged(call, arn);
  if (!managed) return std::move(managed).error();
  if (!*managed) return NotAttachable(arn);
  return **std::move(managed);
}

// Forgets that `name` has its boundary.
Result<void> ReleaseBoundary(api::Call& call, Kind kind, std::string_view name,
                             const std::string& arn) {
  Result<std::optional<Managed>> managed = LoadManaged(call, arn);
  if (!managed) return std::move(managed).error();
  if (*managed) {
    rec::ManagedPolicy& policy = (*managed)->policy;
    policy.set_boundaries(Counted(policy.boundaries(), kLess));
    SaveManaged(call, **managed);
  }
  call.unit().Delete(BoundedKey(call.account(), arn, kind, name));
  return {};
}

}  // namespace

Result<void> Attach(api::Call& call, Kind kind, std::string_view name,
                    rec::Permissions* permissions, std::string_view policy_arn) {
  Result<Managed> managed = FindAttachable(call, policy_arn);
  if (!managed) return std::move(managed).error();
  auto& attached = *permissions->mutable_attached_policies();
  if (std::ranges::find(attached, managed->arn) != attached.end()) return {};
  if (static_cast<std::size_t>(attached.size()) >= kMaxAttached) {
    return LimitExceeded(QuotaName(kind), kMaxAttached);
  }
  attached.Add(std::string(managed->arn));
  managed->policy.set_attachments(Counted(managed->policy.attachments(), kMore));
  SaveManaged(call, *managed);
  call.unit().Put(AttachedKey(call.account(), policy_arn, kind, name), "");
  return {};
}

Result<void> Detach(api::Call& call, Kind kind, std::string_view name,
                    rec::Permissions* permissions, std::string_view policy_arn) {
  if (Result<void> valid = MustBeArn(policy_arn); !valid) return valid;
  auto& attached = *permissions->mutable_attached_policies();
  const auto place = std::ranges::find(attached, policy_arn);
  if (place == attached.end()) return NoSuchPolicyArn(policy_arn);
  Result<std::optional<Managed>> managed = LoadManaged(call, policy_arn);
  if (!managed) return std::move(managed).error();
  attached.erase(place);
  if (*managed) {
    rec::ManagedPolicy& policy = (*managed)->policy;
    policy.set_attachments(Counted(policy.attachments(), kLess));
    SaveManaged(call, **managed);
  }
  call.unit().Delete(AttachedKey(call.account(), policy_arn, kind, name));
  return {};
}

Result<void> SetBoundary(api::Call& call, Kind kind, std::string_view name,
                         rec::Permissions* permissions, std::string_view policy_arn) {
  Result<Managed> managed = FindAttachable(call, policy_arn);
  if (!managed) return std::move(managed).error();
  if (permissions->boundary() == policy_arn) return {};
  if (Result<void> cleared = ClearBoundary(call, kind, name, permissions); !cleared) return cleared;
  permissions->set_boundary(managed->arn);
  managed->policy.set_boundaries(Counted(managed->policy.boundaries(), kMore));
  SaveManaged(call, *managed);
  call.unit().Put(BoundedKey(call.account(), policy_arn, kind, name), "");
  return {};
}

Result<void> ClearBoundary(api::Call& call, Kind kind, std::string_view name,
                           rec::Permissions* permissions) {
  if (permissions->boundary().empty()) return {};
  Result<void> released = ReleaseBoundary(call, kind, name, permissions->boundary());
  if (released) permissions->clear_boundary();
  return released;
}

void MovePermissions(api::Call& call, Kind kind, std::string_view old_name,
                     std::string_view new_name, const rec::Permissions& permissions) {
  const std::string& account = call.account();
  // In this order: a name that changes in case alone keeps its keys.
  for (const std::string& arn : permissions.attached_policies()) {
    call.unit().Delete(AttachedKey(account, arn, kind, old_name));
    call.unit().Put(AttachedKey(account, arn, kind, new_name), "");
  }
  if (permissions.boundary().empty()) return;
  call.unit().Delete(BoundedKey(account, permissions.boundary(), kind, old_name));
  call.unit().Put(BoundedKey(account, permissions.boundary(), kind, new_name), "");
}

Result<void> MustBeBare(const rec::Permissions& permissions) {
  if (!permissions.attached_policies().empty()) {
    return DeleteConflict("detach all policies first.");
  }
  if (!permissions.inline_policies().empty()) return DeleteConflict("delete policies first.");
  return {};
}

void ShowBoundary(const rec::Permissions& permissions, v1::AttachedPermissionsBoundary* shown) {
  // The model's documentation names the enumeration's only value; the service answers "Policy".
  shown->set_permissions_boundary_type("Policy");
  shown->set_permissions_boundary_arn(permissions.boundary());
}

}  // namespace keyward::iam
