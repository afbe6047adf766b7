// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/profiles.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "iam/counts.h"
#include "iam/ids.h"
#include "iam/operations/paging.h"
#include "iam/operations/principal.h"
#include "iam/operations/roles.h"
#include "iam/operations/row.h"
#include "iam/operations/tags.h"

namespace keyward::iam {
namespace {

using api::Call;

// The target of an operation on the profile that a request names.
template <typename Request>
Targets ProfileTarget(Call& call, const Request& request) {
  return NamedTarget<rec::InstanceProfile>(call, Kind::kProfile, request.instance_profile_name());
}

core::Result<rec::InstanceProfile> FindProfile(Call& call, const std::string& name) {
  return Find<rec::InstanceProfile>(call, Kind::kProfile, name);
}

void SaveProfile(Call& call, const rec::InstanceProfile& profile) {
  SaveEntity(call, Kind::kProfile, profile);
}

// Role and profile name each other: one without the other is damage.
core::Error Dangling(std::string_view from, std::string_view to) {
  return {core::ErrorCode::kDataLoss, "StoreDamaged",
          "`" + std::string(from) + "` names `" + std::string(to) + "`, which is not there"};
}

Targets CreateProfileTarget(Call& call, const v1::CreateInstanceProfileRequest& request) {
  ShowTags(request.tags(), call);
  return std::vector{
      NewTarget(call, Kind::kProfile, request.path(), request.instance_profile_name())};
}

Done CreateProfile(Call& call, const v1::CreateInstanceProfileRequest& request,
                   v1::CreateInstanceProfileResponse& response) {
  const std::string& name = request.instance_profile_name();
  const api::Target target = NewTarget(call, Kind::kProfile, request.path(), name);
  if (Done may = MayTag(request.tags(), "iam:TagInstanceProfile", target, call); !may) return may;
  if (Done free = MustBeFree<rec::InstanceProfile>(call, Kind::kProfile, name); !free) return free;
  rec::InstanceProfile profile;
  profile.set_name(name);
  profile.set_path(request.has_path() ? request.path() : "/");
  profile.set_id(NewUniqueId("AIPA", call.random()));
  profile.set_created(call.now().time_since_epoch().count());
  if (Done tagged = MergeTags(request.tags(), profile.mutable_tags()); !tagged) return tagged;
  if (Done counted = Count(call, Kind::kProfile, 1); !counted) return counted;
  SaveProfile(call, profile);
  core::Result<v1::InstanceProfile> shown = ShowProfile(call, profile);
  if (!shown) return std::move(shown).error();
  *response.mutable_instance_profile() = *std::move(shown);
  CopyTags(profile.tags(), response.mutable_instance_profile()->mutable_tags());
  return {};
}

Done GetProfile(Call& call, const v1::GetInstanceProfileRequest& request,
                v1::GetInstanceProfileResponse& response) {
  core::Result<rec::InstanceProfile> profile = FindProfile(call, request.instance_profile_name());
  if (!profile) return std::move(profile).error();
  core::Result<v1::InstanceProfile> shown = ShowProfile(call, *profile);
  if (!shown) return std::move(shown).error();
  *response.mutable_instance_profile() = *std::move(shown);
  CopyTags(profile->tags(), response.mutable_instance_profile()->mutable_tags());
  return {};
}

Done DeleteProfile(Call& call, const v1::DeleteInstanceProfileRequest& request,
                   v1::DeleteInstanceProfileResponse&) {
  core::Result<rec::InstanceProfile> profile = FindProfile(call, request.instance_profile_name());
  if (!profile) return std::move(profile).error();
  if (!profile->role().empty()) {
    return DeleteConflict("remove roles from instance profile first.");
  }
  call.unit().Delete(EntityKey(call.account(), Kind::kProfile, profile->name()));
  return Count(call, Kind::kProfile, -1);
}

// AWS authorizes lists on every profile of the account under the path.
Targets ListProfilesTarget(Call& call, const v1::ListInstanceProfilesRequest& request) {
  return std::vector{NewTarget(call, Kind::kProfile, request.path_prefix(), "*")};
}

Done ListProfiles(Paging paging, const v1::ListInstanceProfilesRequest& request,
                  v1::ListInstanceProfilesResponse& response) {
  Done shown_all;
  const std::string prefix = EntityPrefix(paging.call().account(), Kind::kProfile);
  Done listed = ListRecords<rec::InstanceProfile>(
      paging, prefix, request, response, [&](const rec::InstanceProfile& profile) {
        if (!profile.path().starts_with(request.path_prefix())) return false;
        core::Result<v1::InstanceProfile> shown = ShowProfile(paging.call(), profile);
        if (!shown && shown_all) shown_all = std::move(shown).error();
        if (shown) *response.add_instance_profiles() = *std::move(shown);
        return true;
      });
  return shown_all ? listed : shown_all;
}

Targets ListProfilesForRoleTarget(Call& call, const v1::ListInstanceProfilesForRoleRequest& asked) {
  return NamedTarget<rec::Role>(call, Kind::kRole, asked.role_name());
}

Done AddShown(Call& call, const rec::Role& role, const std::string& name,
              google::protobuf::RepeatedPtrField<v1::InstanceProfile>* all) {
  core::Result<std::optional<rec::InstanceProfile>> profile =
      Load<rec::InstanceProfile>(call.unit(), EntityKey(call.account(), Kind::kProfile, name));
  if (!profile) return std::move(profile).error();
  if (!*profile) return Dangling(role.name(), name);
  core::Result<v1::InstanceProfile> shown = ShowProfile(call, **profile);
  if (!shown) return std::move(shown).error();
  *all->Add() = *std::move(shown);
  return {};
}

Done ListProfilesForRole(Paging paging, const v1::ListInstanceProfilesForRoleRequest& request,
                         v1::ListInstanceProfilesForRoleResponse& response) {
  core::Result<rec::Role> role = Find<rec::Role>(paging.call(), Kind::kRole, request.role_name());
  if (!role) return std::move(role).error();
  return ListNames(
      paging, role->instance_profiles(), request, response, [&](const std::string& name) {
        return AddShown(paging.call(), *role, name, response.mutable_instance_profiles());
      });
}

// Whoever puts a role where EC2 instances get it must be allowed to pass it there.
Done MayPass(Call& call, const rec::Role& role) {
  api::Target target = RecordTarget(call, Kind::kRole, role);
  target.context.push_back({.key = "iam:PassedToService", .values = {"ec2.amazonaws.com"}});
  return call.Authorize("iam:PassRole", target);
}

Done AddRole(Call& call, const v1::AddRoleToInstanceProfileRequest& request,
             v1::AddRoleToInstanceProfileResponse&) {
  core::Result<rec::InstanceProfile> profile = FindProfile(call, request.instance_profile_name());
  if (!profile) return std::move(profile).error();
  core::Result<rec::Role> role = Find<rec::Role>(call, Kind::kRole, request.role_name());
  if (!role) return std::move(role).error();
  if (Done may = MustBeModifiable(Kind::kRole, *role); !may) return may;
  if (Done may = MayPass(call, *role); !may) return may;
  if (!profile->role().empty()) return LimitExceeded("InstanceSessionsPerInstanceProfile", 1);
  if (role->instance_profiles_size() >= kMaxProfilesOfRole) {
    return LimitExceeded("InstanceProfilesPerAccount", kMaxProfilesOfRole);
  }
  profile->set_role(role->name());
  role->add_instance_profiles(profile->name());
  SaveProfile(call, *profile);
  SaveEntity(call, Kind::kRole, *role);
  return {};
}

Done RemoveRole(Call& call, const v1::RemoveRoleFromInstanceProfileRequest& request,
                v1::RemoveRoleFromInstanceProfileResponse&) {
  core::Result<rec::InstanceProfile> profile = FindProfile(call, request.instance_profile_name());
  if (!profile) return std::move(profile).error();
  core::Result<rec::Role> role = Find<rec::Role>(call, Kind::kRole, request.role_name());
  if (!role) return std::move(role).error();
  if (profile->role() != role->name()) {
    return NoSuchEntity("Role " + role->name() + " in Instance Profile " + profile->name() +
                        " cannot be found.");
  }
  profile->clear_role();
  auto* names = role->mutable_instance_profiles();
  names->erase(std::remove(names->begin(), names->end(), profile->name()), names->end());
  SaveProfile(call, *profile);
  SaveEntity(call, Kind::kRole, *role);
  return {};
}

Targets TagTarget(Call& call, const v1::TagInstanceProfileRequest& request) {
  ShowTags(request.tags(), call);
  return ProfileTarget(call, request);
}

Done Tag(Call& call, const v1::TagInstanceProfileRequest& request,
         v1::TagInstanceProfileResponse&) {
  core::Result<rec::InstanceProfile> profile = FindProfile(call, request.instance_profile_name());
  if (!profile) return std::move(profile).error();
  if (Done tagged = MergeTags(request.tags(), profile->mutable_tags()); !tagged) return tagged;
  SaveProfile(call, *profile);
  return {};
}

Targets UntagTarget(Call& call, const v1::UntagInstanceProfileRequest& request) {
  ShowTagKeys(request.tag_keys(), call);
  return ProfileTarget(call, request);
}

Done Untag(Call& call, const v1::UntagInstanceProfileRequest& request,
           v1::UntagInstanceProfileResponse&) {
  core::Result<rec::InstanceProfile> profile = FindProfile(call, request.instance_profile_name());
  if (!profile) return std::move(profile).error();
  RemoveTags(request.tag_keys(), profile->mutable_tags());
  SaveProfile(call, *profile);
  return {};
}

Done ListProfileTags(Paging paging, const v1::ListInstanceProfileTagsRequest& request,
                     v1::ListInstanceProfileTagsResponse& response) {
  core::Result<rec::InstanceProfile> profile =
      FindProfile(paging.call(), request.instance_profile_name());
  if (!profile) return std::move(profile).error();
  return ListTags(std::move(paging), profile->tags(), request, response);
}

void AddProfileLists(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::ListInstanceProfilesRequest, v1::ListInstanceProfilesResponse>(
      ListProfilesTarget, [&tokens](Call& call, const v1::ListInstanceProfilesRequest& request,
                                    v1::ListInstanceProfilesResponse& response) {
        return ListProfiles({tokens, call, "iam:ListInstanceProfiles", request.path_prefix()},
                            request, response);
      }));
  rows->push_back(
      Reads<v1::ListInstanceProfilesForRoleRequest, v1::ListInstanceProfilesForRoleResponse>(
          ListProfilesForRoleTarget,
          [&tokens](Call& call, const v1::ListInstanceProfilesForRoleRequest& request,
                    v1::ListInstanceProfilesForRoleResponse& response) {
            return ListProfilesForRole(
                {tokens, call, "iam:ListInstanceProfilesForRole", request.role_name()}, request,
                response);
          }));
  rows->push_back(Reads<v1::ListInstanceProfileTagsRequest, v1::ListInstanceProfileTagsResponse>(
      ProfileTarget<v1::ListInstanceProfileTagsRequest>,
      [&tokens](Call& call, const v1::ListInstanceProfileTagsRequest& request,
                v1::ListInstanceProfileTagsResponse& response) {
        return ListProfileTags(
            {tokens, call, "iam:ListInstanceProfileTags", request.instance_profile_name()}, request,
            response);
      }));
}

}  // namespace

core::Result<v1::InstanceProfile> ShowProfile(Call& call, const rec::InstanceProfile& profile) {
  v1::InstanceProfile shown;
  shown.set_path(profile.path());
  shown.set_instance_profile_name(profile.name());
  shown.set_instance_profile_id(profile.id());
  shown.set_arn(ArnOf(call.account(), Kind::kProfile, profile.path(), profile.name()));
  SetTime(shown.mutable_create_date(), profile.created());
  if (profile.role().empty()) return shown;
  core::Result<std::optional<rec::Role>> role =
      Load<rec::Role>(call.unit(), EntityKey(call.account(), Kind::kRole, profile.role()));
  if (!role) return std::move(role).error();
  if (!*role) return Dangling(profile.name(), profile.role());
  core::Result<v1::Role> shown_role = ShowRole(call, **role);
  if (!shown_role) return std::move(shown_role).error();
  *shown.add_roles() = *std::move(shown_role);
  return shown;
}

Done ShowProfilesOf(Call& call, const rec::Role& role,
                    google::protobuf::RepeatedPtrField<v1::InstanceProfile>* shown) {
  const std::set<std::string> names(role.instance_profiles().begin(),
                                    role.instance_profiles().end());
  for (const std::string& name : names) {
    if (Done added = AddShown(call, role, name, shown); !added) return added;
  }
  return {};
}

void AddProfileOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  AddProfileLists(tokens, rows);
  rows->push_back(Mutates<v1::CreateInstanceProfileRequest, v1::CreateInstanceProfileResponse>(
      CreateProfileTarget, CreateProfile));
  rows->push_back(Reads<v1::GetInstanceProfileRequest, v1::GetInstanceProfileResponse>(
      ProfileTarget<v1::GetInstanceProfileRequest>, GetProfile));
  rows->push_back(Mutates<v1::DeleteInstanceProfileRequest, v1::DeleteInstanceProfileResponse>(
      ProfileTarget<v1::DeleteInstanceProfileRequest>, DeleteProfile));
  rows->push_back(
      Mutates<v1::AddRoleToInstanceProfileRequest, v1::AddRoleToInstanceProfileResponse>(
          ProfileTarget<v1::AddRoleToInstanceProfileRequest>, AddRole));
  rows->push_back(
      Mutates<v1::RemoveRoleFromInstanceProfileRequest, v1::RemoveRoleFromInstanceProfileResponse>(
          ProfileTarget<v1::RemoveRoleFromInstanceProfileRequest>, RemoveRole));
  rows->push_back(
      Mutates<v1::TagInstanceProfileRequest, v1::TagInstanceProfileResponse>(TagTarget, Tag));
  rows->push_back(Mutates<v1::UntagInstanceProfileRequest, v1::UntagInstanceProfileResponse>(
      UntagTarget, Untag));
}

}  // namespace keyward::iam
