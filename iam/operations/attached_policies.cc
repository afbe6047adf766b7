// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/attached_policies.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "iam/operations/attachments.h"
#include "iam/operations/paging.h"
#include "iam/operations/principal.h"
#include "iam/operations/row.h"
#include "iam/policy_arn.h"

namespace keyward::iam {
namespace {

using api::Call;

// The messages of each kind of principal.
struct User : OfUser {
  using AttachRequest = v1::AttachUserPolicyRequest;
  using AttachResponse = v1::AttachUserPolicyResponse;
  using DetachRequest = v1::DetachUserPolicyRequest;
  using DetachResponse = v1::DetachUserPolicyResponse;
  using ListRequest = v1::ListAttachedUserPoliciesRequest;
  using ListResponse = v1::ListAttachedUserPoliciesResponse;
  using SetRequest = v1::PutUserPermissionsBoundaryRequest;
  using SetResponse = v1::PutUserPermissionsBoundaryResponse;
  using ClearRequest = v1::DeleteUserPermissionsBoundaryRequest;
  using ClearResponse = v1::DeleteUserPermissionsBoundaryResponse;
};

struct Group : OfGroup {
  using AttachRequest = v1::AttachGroupPolicyRequest;
  using AttachResponse = v1::AttachGroupPolicyResponse;
  using DetachRequest = v1::DetachGroupPolicyRequest;
  using DetachResponse = v1::DetachGroupPolicyResponse;
  using ListRequest = v1::ListAttachedGroupPoliciesRequest;
  using ListResponse = v1::ListAttachedGroupPoliciesResponse;
};

struct Role : OfRole {
  using AttachRequest = v1::AttachRolePolicyRequest;
  using AttachResponse = v1::AttachRolePolicyResponse;
  using DetachRequest = v1::DetachRolePolicyRequest;
  using DetachResponse = v1::DetachRolePolicyResponse;
  using ListRequest = v1::ListAttachedRolePoliciesRequest;
  using ListResponse = v1::ListAttachedRolePoliciesResponse;
  using SetRequest = v1::PutRolePermissionsBoundaryRequest;
  using SetResponse = v1::PutRolePermissionsBoundaryResponse;
  using ClearRequest = v1::DeleteRolePermissionsBoundaryRequest;
  using ClearResponse = v1::DeleteRolePermissionsBoundaryResponse;
};

template <typename Of, typename Request>
Targets PolicyTarget(Call& call, const Request& request) {
  call.request_context().push_back({.key = "iam:PolicyARN", .values = {request.policy_arn()}});
  return BoundedTarget<Of>(call, request);
}

// Here iam:PermissionsBoundary is what the boundary is to become.
template <typename Of, typename Request>
Targets SetBoundaryTarget(Call& call, const Request& request) {
  call.request_context().push_back(
      {.key = "iam:PermissionsBoundary", .values = {request.permissions_boundary()}});
  return PrincipalTarget<Of>(call, request);
}

// In the order of the policies' names; where AWS has one of the same name as the account, the
// account's stands first. A place in the list is short enough for a Marker, which an ARN is not.
template <typename Of>
Done ListAttached(Paging paging, const typename Of::ListRequest& request,
                  typename Of::ListResponse& response) {
  auto principal = FindPrincipal<Of>(paging.call(), request);
  if (!principal) return std::move(principal).error();
  std::map<std::string, std::string> arns;  // by place
  for (const std::string& arn : principal->permissions().attached_policies()) {
    const std::optional<PolicyArn> parts = ParsePolicyArn(arn);
    if (!parts || !parts->path.starts_with(request.path_prefix())) continue;
    arns.emplace(parts->name + (parts->is_aws ? "/aws" : "/"), arn);
  }
  std::vector<std::string> places;
  for (const auto& [place, arn] : arns) places.push_back(place);
  return ListNames(paging, places, request, response, [&](const std::string& place) {
    v1::AttachedPolicy* shown = response.add_attached_policies();
    shown->set_policy_name(place.substr(0, place.find('/')));
    shown->set_policy_arn(arns[place]);
    return Done();
  });
}

template <typename Of>
void AddAttaching(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  using AttachRequest = typename Of::AttachRequest;
  using DetachRequest = typename Of::DetachRequest;
  using ListRequest = typename Of::ListRequest;
  rows->push_back(Mutates<AttachRequest, typename Of::AttachResponse>(
      PolicyTarget<Of, AttachRequest>,
      [](Call& call, const AttachRequest& request, typename Of::AttachResponse&) {
        return ChangePermissions<Of>(
            call, request, [&](const std::string& name, rec::Permissions* permissions) {
              return Attach(call, Of::kKind, name, permissions, request.policy_arn());
            });
      }));
  rows->push_back(Mutates<DetachRequest, typename Of::DetachResponse>(
      PolicyTarget<Of, DetachRequest>,
      [](Call& call, const DetachRequest& request, typename Of::DetachResponse&) {
        return ChangePermissions<Of>(
            call, request, [&](const std::string& name, rec::Permissions* permissions) {
              return Detach(call, Of::kKind, name, permissions, request.policy_arn());
            });
      }));
  rows->push_back(Reads<ListRequest, typename Of::ListResponse>(
      PrincipalTarget<Of, ListRequest>,
      [&tokens](Call& call, const ListRequest& request, typename Of::ListResponse& response) {
        const std::string operation = "iam:" + ListRequest::descriptor()->name();
        const std::string filter = Of::NameIn(request) + " " + request.path_prefix();
        return ListAttached<Of>({tokens, call, operation, filter}, request, response);
      }));
}

template <typename Of>
void AddBounding(std::vector<api::Operation>* rows) {
  using SetRequest = typename Of::SetRequest;
  using ClearRequest = typename Of::ClearRequest;
  rows->push_back(Mutates<SetRequest, typename Of::SetResponse>(
      SetBoundaryTarget<Of, SetRequest>,
      [](Call& call, const SetRequest& request, typename Of::SetResponse&) {
        return ChangePermissions<Of>(call, request,
                                     [&](const std::string& name, rec::Permissions* permissions) {
                                       return SetBoundary(call, Of::kKind, name, permissions,
                                                          request.permissions_boundary());
                                     });
      }));
  rows->push_back(Mutates<ClearRequest, typename Of::ClearResponse>(
      BoundedTarget<Of, ClearRequest>,
      [](Call& call, const ClearRequest& request, typename Of::ClearResponse&) {
        return ChangePermissions<Of>(call, request,
                                     [&](const std::string& name, rec::Permissions* permissions) {
                                       return ClearBoundary(call, Of::kKind, name, permissions);
                                     });
      }));
}

}  // namespace

void AddAttachedPolicyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  AddAttaching<User>(tokens, rows);
  AddAttaching<Group>(tokens, rows);
  AddAttaching<Role>(tokens, rows);
  AddBounding<User>(rows);
  AddBounding<Role>(rows);
}

}  // namespace keyward::iam
