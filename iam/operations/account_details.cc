// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/account_details.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "iam/aws_policies.h"
#include "iam/operations/attachments.h"
#include "iam/operations/documents.h"
#include "iam/operations/entity.h"
#include "iam/operations/managed.h"
#include "iam/operations/paging.h"
#include "iam/operations/profiles.h"
#include "iam/operations/roles.h"
#include "iam/operations/row.h"
#include "iam/operations/segmented_list.h"
#include "iam/operations/tags.h"
#include "iam/policy_arn.h"

namespace keyward::iam {
namespace {

using api::Call;
using Response = v1::GetAccountAuthorizationDetailsResponse;
using Taken = core::Result<bool>;
using PolicyDetails = google::protobuf::RepeatedPtrField<v1::PolicyDetail>;
using Attachments = google::protobuf::RepeatedPtrField<v1::AttachedPolicy>;

// The parts of the list, in its order.
enum Part : std::uint8_t { kUsers, kGroups, kRoles, kOwnPolicies, kAwsPolicies };

void ShowInline(const rec::Permissions& permissions, PolicyDetails* shown) {
  for (const rec::InlinePolicy& policy : permissions.inline_policies()) {
    v1::PolicyDetail* detail = shown->Add();
    detail->set_policy_name(policy.name());
    detail->set_policy_document(UrlEncoded(policy.document()));
  }
}

void ShowAttached(const rec::Permissions& permissions, Attachments* shown) {
  for (const std::string& arn : permissions.attached_policies()) {
    const std::optional<PolicyArn> parts = ParsePolicyArn(arn);
    v1::AttachedPolicy* policy = shown->Add();
    policy->set_policy_arn(arn);
    if (parts) policy->set_policy_name(parts->name);
  }
}

// What users, groups and roles have in common. `kind` names the record's.
template <typename Record, typename Detail>
void ShowCommon(const Call& call, Kind kind, const Record& record, Detail* detail) {
  detail->set_path(record.path());
  detail->set_arn(ArnOf(call.account(), kind, record.path(), record.name()));
  SetTime(detail->mutable_create_date(), record.created());
  ShowAttached(record.permissions(), detail->mutable_attached_managed_policies());
}

template <typename Record, typename Detail>
void ShowTagsAndBoundary(const Record& record, Detail* detail) {
  CopyTags(record.tags(), detail->mutable_tags());
  if (!record.permissions().boundary().empty()) {
    ShowBoundary(record.permissions(), detail->mutable_permissions_boundary());
  }
}

Done ShowUserDetail(Call& call, const rec::User& user, v1::UserDetail* detail) {
  detail->set_user_name(user.name());
  detail->set_user_id(user.id());
  ShowCommon(call, Kind::kUser, user, detail);
  ShowInline(user.permissions(), detail->mutable_user_policy_list());
  ShowTagsAndBoundary(user, detail);
  std::set<std::string> groups;
  for (const std::string& id : user.groups()) {
    core::Result<std::optional<std::string>> name = call.unit().Get(GroupIdKey(call.account(), id));
    if (!name) return std::move(name).error();
    if (!*name) continue;  // deleted since the user was read
    groups.insert(**name);
  }
  for (const std::string& group : groups) detail->add_group_list(group);
  return {};
}

void ShowGroupDetail(const Call& call, const rec::Group& group, v1::GroupDetail* detail) {
  detail->set_group_name(group.name());
  detail->set_group_id(group.id());
  ShowCommon(call, Kind::kGroup, group, detail);
  ShowInline(group.permissions(), detail->mutable_group_policy_list());
}

Done ShowRoleDetail(Call& call, const rec::Role& role, v1::RoleDetail* detail) {
  core::Result<v1::Role> shown = ShowRole(call, role);
  if (!shown) return std::move(shown).error();
  detail->set_role_name(role.name());
  detail->set_role_id(role.id());
  detail->set_assume_role_policy_document(shown->assume_role_policy_document());
  ShowCommon(call, Kind::kRole, role, detail);
  ShowInline(role.permissions(), detail->mutable_role_policy_list());
  ShowTagsAndBoundary(role, detail);
  ShowLastUsed(role, detail->mutable_role_last_used());
  return ShowProfilesOf(call, role, detail->mutable_instance_profile_list());
}

void ShowPolicyDetail(const Managed& managed, v1::ManagedPolicyDetail* detail) {
  const v1::Policy shown = ShowPolicy(managed);
  detail->set_policy_name(shown.policy_name());
  detail->set_policy_id(shown.policy_id());
  detail->set_arn(shown.arn());
  detail->set_path(shown.path());
  detail->set_default_version_id(shown.default_version_id());
  detail->set_attachment_count(shown.attachment_count());
  detail->set_permissions_boundary_usage_count(shown.permissions_boundary_usage_count());
  detail->set_is_attachable(shown.is_attachable());
  if (!managed.policy.description().empty()) {
    detail->set_description(managed.policy.description());
  }
  *detail->mutable_create_date() = shown.create_date();
  *detail->mutable_update_date() = shown.update_date();
  // The newest first, as AWS has them.
  for (int i = managed.policy.versions_size() - 1; i >= 0; --i) {
    const rec::PolicyVersion& version = managed.policy.versions(i);
    v1::PolicyVersion* out = detail->add_policy_version_list();
    out->set_document(UrlEncoded(version.document()));
    out->set_version_id(VersionId(version.number()));
    out->set_is_default_version(version.number() == managed.policy.default_version());
    SetTime(out->mutable_create_date(), version.created());
  }
}

// Takes each record of a kind with `show(record)`.
template <typename Record, typename Show>
Done AddRecords(SegmentedList& list, Part part, Kind kind, Show show) {
  const std::string prefix = EntityPrefix(list.call().account(), kind);
  return list.Prefix(part, prefix, [&](const store::KeyValue& item) -> Taken {
    core::Result<Record> record = ParseRecord<Record>(item.key, item.value);
    if (!record) return std::move(record).error();
    if (Done shown = show(*record); !shown) return std::move(shown).error();
    return true;
  });
}

Done AddOwnPolicies(SegmentedList& list, Response& response) {
  return AddRecords<rec::ManagedPolicy>(
      list, kOwnPolicies, Kind::kPolicy, [&](const rec::ManagedPolicy& policy) -> Done {
        Managed managed;
        managed.arn = ArnOf(list.call().account(), Kind::kPolicy, policy.path(), policy.name());
        managed.policy = policy;
        ShowPolicyDetail(managed, response.add_policies());
        return {};
      });
}

Done AddAwsPolicies(SegmentedList& list, Response& response) {
  const auto name_of = [](const AwsPolicy& policy) { return policy.name; };
  return list.Items(kAwsPolicies, AwsPolicies(), name_of, [&](const AwsPolicy& policy) -> Taken {
    core::Result<std::optional<Managed>> managed =
        LoadManaged(list.call(), ArnOf("aws", Kind::kPolicy, policy.path, policy.name));
    if (!managed) return std::move(managed).error();
    const bool used =
        *managed && ((*managed)->policy.attachments() != 0 || (*managed)->policy.boundaries() != 0);
    if (used) ShowPolicyDetail(**managed, response.add_policies());
    return used;
  });
}

Done AddPart(SegmentedList& list, Part part, Response& response) {
  Call& call = list.call();
  switch (part) {
    case kUsers:
      return AddRecords<rec::User>(list, part, Kind::kUser, [&](const rec::User& user) {
        return ShowUserDetail(call, user, response.add_user_detail_list());
      });
    case kGroups:
      return AddRecords<rec::Group>(list, part, Kind::kGroup, [&](const rec::Group& group) {
        ShowGroupDetail(call, group, response.add_group_detail_list());
        return Done();
      });
    case kRoles:
      return AddRecords<rec::Role>(list, part, Kind::kRole, [&](const rec::Role& role) {
        return ShowRoleDetail(call, role, response.add_role_detail_list());
      });
    case kOwnPolicies:
      return AddOwnPolicies(list, response);
    case kAwsPolicies:
      return AddAwsPolicies(list, response);
  }
  return {};
}

struct FilterPart {
  std::string_view filter;
  Part part;
};
constexpr FilterPart kParts[] = {{"User", kUsers},
                                 {"Group", kGroups},
                                 {"Role", kRoles},
                                 {"LocalManagedPolicy", kOwnPolicies},
                                 {"AWSManagedPolicy", kAwsPolicies}};

Done GetDetails(const api::PageTokens& tokens, Call& call,
                const v1::GetAccountAuthorizationDetailsRequest& request, Response& response) {
  const std::set<std::string_view> chosen(request.filter().begin(), request.filter().end());
  std::string filter;
  for (const std::string_view name : chosen) filter.append(name).push_back(',');
  SegmentedList list({tokens, call, "iam:GetAccountAuthorizationDetails", filter});
  if (Done begun = list.Begin(request); !begun) return begun;
  for (const auto& [name, part] : kParts) {
    if (!chosen.empty() && !chosen.contains(name)) continue;
    if (Done added = AddPart(list, part, response); !added) return added;
  }
  return list.End(response);
}

}  // namespace

void AddAccountDetailsOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::GetAccountAuthorizationDetailsRequest, Response>(
      [](Call& call, const v1::GetAccountAuthorizationDetailsRequest&) { return AnyTarget(call); },
      [&tokens](Call& call, const v1::GetAccountAuthorizationDetailsRequest& request,
                Response& response) { return GetDetails(tokens, call, request, response); }));
}

}  // namespace keyward::iam
