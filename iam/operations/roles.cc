// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/roles.h"

#include <string_view>
#include <utility>

#include "iam/counts.h"
#include "iam/ids.h"
#include "iam/operations/attachments.h"
#include "iam/operations/documents.h"
#include "iam/operations/paging.h"
#include "iam/operations/principal.h"
#include "iam/operations/row.h"
#include "iam/operations/tags.h"
#include "iam/trust.h"

namespace keyward::iam {
namespace {

using api::Call;

// Roles of AWS's own services, which no account makes or changes.
constexpr std::string_view kServicePath = "/aws-service-role/";

// The target of an operation on the role that a request names.
template <typename Request>
Targets RoleTarget(Call& call, const Request& request) {
  return NamedTarget<rec::Role>(call, Kind::kRole, request.role_name());
}

core::Result<rec::Role> FindRole(Call& call, const std::string& name) {
  return Find<rec::Role>(call, Kind::kRole, name);
}

// One to be changed. Errors: those of Find and MustBeModifiable.
core::Result<rec::Role> OpenRole(Call& call, const std::string& name) {
  core::Result<rec::Role> role = FindRole(call, name);
  if (!role) return role;
  if (Done may = MustBeModifiable(Kind::kRole, *role); !may) return std::move(may).error();
  return role;
}

void SaveRole(Call& call, const rec::Role& role) { SaveEntity(call, Kind::kRole, role); }

Done SetTrust(Call& call, const std::string& document, rec::Role* role) {
  if (Done good = CheckDocument(document, policy::language::PolicyKind::kTrust); !good) {
    return good;
  }
  core::Result<Trusted> trusted = ReadTrust(call.unit(), call.account(), document);
  if (!trusted) return std::move(trusted).error();
  role->set_trust_policy(document);
  *role->mutable_trusted() = *std::move(trusted);
  return {};
}

Targets CreateRoleTarget(Call& call, const v1::CreateRoleRequest& request) {
  ShowTags(request.tags(), call);
  if (request.has_permissions_boundary()) {
    call.request_context().push_back(
        {.key = "iam:PermissionsBoundary", .values = {request.permissions_boundary()}});
  }
  return std::vector{NewTarget(call, Kind::kRole, request.path(), request.role_name())};
}

rec::Role NewRole(Call& call, const v1::CreateRoleRequest& request) {
  rec::Role role;
  role.set_name(request.role_name());
  role.set_path(request.has_path() ? request.path() : "/");
  role.set_id(NewUniqueId("AROA", call.random()));
  role.set_created(call.now().time_since_epoch().count());
  role.set_description(request.description());
  role.set_max_session_seconds(request.has_max_session_duration() ? request.max_session_duration()
                                                                  : kDefaultMaxSession);
  return role;
}

Done CreateRole(Call& call, const v1::CreateRoleRequest& request,
                v1::CreateRoleResponse& response) {
  if (request.path().starts_with(kServicePath)) {
    return InvalidInput("The path " + std::string(kServicePath) +
                        " is reserved for the roles of AWS services.");
  }
  const api::Target target = NewTarget(call, Kind::kRole, request.path(), request.role_name());
  if (Done may = MayTag(request.tags(), "iam:TagRole", target, call); !may) return may;
  if (Done free = MustBeFree<rec::Role>(call, Kind::kRole, request.role_name()); !free) return free;
  rec::Role role = NewRole(call, request);
  if (Done set = SetTrust(call, request.assume_role_policy_document(), &role); !set) return set;
  if (Done tagged = MergeTags(request.tags(), role.mutable_tags()); !tagged) return tagged;
  if (request.has_permissions_boundary()) {
    if (Done set = SetBoundary(call, Kind::kRole, role.name(), role.mutable_permissions(),
                               request.permissions_boundary());
        !set) {
      return set;
    }
  }
  if (Done counted = Count(call, Kind::kRole, 1); !counted) return counted;
  SaveRole(call, role);
  core::Result<v1::Role> shown = ShowWholeRole(call, role);
  if (!shown) return std::move(shown).error();
  *response.mutable_role() = *std::move(shown);
  response.mutable_role()->clear_role_last_used();  // as AWS's: it is GetRole's
  return {};
}

Done GetRole(Call& call, const v1::GetRoleRequest& request, v1::GetRoleResponse& response) {
  core::Result<rec::Role> role = FindRole(call, request.role_name());
  if (!role) return std::move(role).error();
  core::Result<v1::Role> shown = ShowWholeRole(call, *role);
  if (!shown) return std::move(shown).error();
  *response.mutable_role() = *std::move(shown);
  return {};
}

// AWS authorizes lists on every role of the account under the path.
Targets ListRolesTarget(Call& call, const v1::ListRolesRequest& request) {
  return std::vector{NewTarget(call, Kind::kRole, request.path_prefix(), "*")};
}

Done ListRoles(Paging paging, const v1::ListRolesRequest& request,
               v1::ListRolesResponse& response) {
  Done shown_all;
  const std::string prefix = EntityPrefix(paging.call().account(), Kind::kRole);
  Done listed =
      ListRecords<rec::Role>(paging, prefix, request, response, [&](const rec::Role& role) {
        if (!role.path().starts_with(request.path_prefix())) return false;
        core::Result<v1::Role> shown = ShowRole(paging.call(), role);
        if (!shown && shown_all) shown_all = std::move(shown).error();
        if (shown) *response.add_roles() = *std::move(shown);
        return true;
      });
  return shown_all ? listed : shown_all;
}

// As AWS, which sets one hour when MaxSessionDuration is not given; a description that is not given
// stays.
Done UpdateRole(Call& call, const v1::UpdateRoleRequest& request, v1::UpdateRoleResponse&) {
  core::Result<rec::Role> role = OpenRole(call, request.role_name());
  if (!role) return std::move(role).error();
  if (request.has_description()) role->set_description(request.description());
  role->set_max_session_seconds(request.has_max_session_duration() ? request.max_session_duration()
                                                                   : kDefaultMaxSession);
  SaveRole(call, *role);
  return {};
}

Done UpdateRoleDescription(Call& call, const v1::UpdateRoleDescriptionRequest& request,
                           v1::UpdateRoleDescriptionResponse& response) {
  core::Result<rec::Role> role = OpenRole(call, request.role_name());
  if (!role) return std::move(role).error();
  role->set_description(request.description());
  SaveRole(call, *role);
  core::Result<v1::Role> shown = ShowWholeRole(call, *role);
  if (!shown) return std::move(shown).error();
  *response.mutable_role() = *std::move(shown);
  return {};
}

Done UpdateAssumeRolePolicy(Call& call, const v1::UpdateAssumeRolePolicyRequest& request,
                            v1::UpdateAssumeRolePolicyResponse&) {
  core::Result<rec::Role> role = OpenRole(call, request.role_name());
  if (!role) return std::move(role).error();
  if (Done set = SetTrust(call, request.policy_document(), &*role); !set) return set;
  SaveRole(call, *role);
  return {};
}

Done DeleteRole(Call& call, const v1::DeleteRoleRequest& request, v1::DeleteRoleResponse&) {
  core::Result<rec::Role> role = OpenRole(call, request.role_name());
  if (!role) return std::move(role).error();
  if (!role->instance_profiles().empty()) {
    return DeleteConflict("remove roles from instance profile first.");
  }
  if (Done bare = MustBeBare(role->permissions()); !bare) return bare;
  if (Done cleared = ClearBoundary(call, Kind::kRole, role->name(), role->mutable_permissions());
      !cleared) {
    return cleared;
  }
  call.unit().Delete(EntityKey(call.account(), Kind::kRole, role->name()));
  return Count(call, Kind::kRole, -1);
}

Targets TagRoleTarget(Call& call, const v1::TagRoleRequest& request) {
  ShowTags(request.tags(), call);
  return RoleTarget(call, request);
}

Done TagRole(Call& call, const v1::TagRoleRequest& request, v1::TagRoleResponse&) {
  core::Result<rec::Role> role = OpenRole(call, request.role_name());
  if (!role) return std::move(role).error();
  if (Done tagged = MergeTags(request.tags(), role->mutable_tags()); !tagged) return tagged;
  SaveRole(call, *role);
  return {};
}

Targets UntagRoleTarget(Call& call, const v1::UntagRoleRequest& request) {
  ShowTagKeys(request.tag_keys(), call);
  return RoleTarget(call, request);
}

Done UntagRole(Call& call, const v1::UntagRoleRequest& request, v1::UntagRoleResponse&) {
  core::Result<rec::Role> role = OpenRole(call, request.role_name());
  if (!role) return std::move(role).error();
  RemoveTags(request.tag_keys(), role->mutable_tags());
  SaveRole(call, *role);
  return {};
}

Done ListRoleTags(Paging paging, const v1::ListRoleTagsRequest& request,
                  v1::ListRoleTagsResponse& response) {
  core::Result<rec::Role> role = FindRole(paging.call(), request.role_name());
  if (!role) return std::move(role).error();
  return ListTags(std::move(paging), role->tags(), request, response);
}

void AddRoleLists(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::ListRolesRequest, v1::ListRolesResponse>(
      ListRolesTarget,
      [&tokens](Call& call, const v1::ListRolesRequest& request, v1::ListRolesResponse& response) {
        return ListRoles({tokens, call, "iam:ListRoles", request.path_prefix()}, request, response);
      }));
  rows->push_back(Reads<v1::ListRoleTagsRequest, v1::ListRoleTagsResponse>(
      RoleTarget<v1::ListRoleTagsRequest>,
      [&tokens](Call& call, const v1::ListRoleTagsRequest& request,
                v1::ListRoleTagsResponse& response) {
        return ListRoleTags({tokens, call, "iam:ListRoleTags", request.role_name()}, request,
                            response);
      }));
}

}  // namespace

core::Result<v1::Role> ShowRole(Call& call, const rec::Role& role) {
  core::Result<std::string> trust = CurrentTrust(call.unit(), role);
  if (!trust) return std::move(trust).error();
  v1::Role shown;
  shown.set_path(role.path());
  shown.set_role_name(role.name());
  shown.set_role_id(role.id());
  shown.set_arn(ArnOf(call.account(), Kind::kRole, role.path(), role.name()));
  SetTime(shown.mutable_create_date(), role.created());
  shown.set_assume_role_policy_document(UrlEncoded(*trust));
  if (!role.description().empty()) shown.set_description(role.description());
  shown.set_max_session_duration(role.max_session_seconds());
  return shown;
}

core::Result<v1::Role> ShowWholeRole(Call& call, const rec::Role& role) {
  core::Result<v1::Role> shown = ShowRole(call, role);
  if (!shown) return shown;
  CopyTags(role.tags(), shown->mutable_tags());
  if (!role.permissions().boundary().empty()) {
    ShowBoundary(role.permissions(), shown->mutable_permissions_boundary());
  }
  ShowLastUsed(role, shown->mutable_role_last_used());
  return shown;
}

void ShowLastUsed(const rec::Role& role, v1::RoleLastUsed* shown) {
  if (role.last_used() == 0) return;
  SetTime(shown->mutable_last_used_date(), role.last_used());
  if (!role.last_used_region().empty()) shown->set_region(role.last_used_region());
}

void AddRoleOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  AddRoleLists(tokens, rows);
  rows->push_back(
      Mutates<v1::CreateRoleRequest, v1::CreateRoleResponse>(CreateRoleTarget, CreateRole));
  rows->push_back(
      Reads<v1::GetRoleRequest, v1::GetRoleResponse>(RoleTarget<v1::GetRoleRequest>, GetRole));
  rows->push_back(Mutates<v1::UpdateRoleRequest, v1::UpdateRoleResponse>(
      RoleTarget<v1::UpdateRoleRequest>, UpdateRole));
  rows->push_back(Mutates<v1::UpdateRoleDescriptionRequest, v1::UpdateRoleDescriptionResponse>(
      RoleTarget<v1::UpdateRoleDescriptionRequest>, UpdateRoleDescription));
  rows->push_back(Mutates<v1::UpdateAssumeRolePolicyRequest, v1::UpdateAssumeRolePolicyResponse>(
      RoleTarget<v1::UpdateAssumeRolePolicyRequest>, UpdateAssumeRolePolicy));
  rows->push_back(Mutates<v1::DeleteRoleRequest, v1::DeleteRoleResponse>(
      RoleTarget<v1::DeleteRoleRequest>, DeleteRole));
  rows->push_back(Mutates<v1::TagRoleRequest, v1::TagRoleResponse>(TagRoleTarget, TagRole));
  rows->push_back(Mutates<v1::UntagRoleRequest, v1::UntagRoleResponse>(UntagRoleTarget, UntagRole));
}

}  // namespace keyward::iam
