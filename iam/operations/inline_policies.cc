// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/inline_policies.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "iam/operations/documents.h"
#include "iam/operations/paging.h"
#include "iam/operations/principal.h"
#include "iam/operations/row.h"
#include "policy/language/parse.h"

namespace keyward::iam {
namespace {

using api::Call;
using policy::language::PolicyKind;

using InlinePolicies = google::protobuf::RepeatedPtrField<rec::InlinePolicy>;

// The messages of each kind of owner, and what its documents are.
struct User : OfUser {
  static constexpr PolicyKind kPolicyKind = PolicyKind::kUserInline;
  using PutRequest = v1::PutUserPolicyRequest;
  using PutResponse = v1::PutUserPolicyResponse;
  using GetRequest = v1::GetUserPolicyRequest;
  using GetResponse = v1::GetUserPolicyResponse;
  using DeleteRequest = v1::DeleteUserPolicyRequest;
  using DeleteResponse = v1::DeleteUserPolicyResponse;
  using ListRequest = v1::ListUserPoliciesRequest;
  using ListResponse = v1::ListUserPoliciesResponse;
  static void SetName(const std::string& name, GetResponse& response) {
    response.set_user_name(name);
  }
};

struct Group : OfGroup {
  static constexpr PolicyKind kPolicyKind = PolicyKind::kGroupInline;
  using PutRequest = v1::PutGroupPolicyRequest;
  using PutResponse = v1::PutGroupPolicyResponse;
  using GetRequest = v1::GetGroupPolicyRequest;
  using GetResponse = v1::GetGroupPolicyResponse;
  using DeleteRequest = v1::DeleteGroupPolicyRequest;
  using DeleteResponse = v1::DeleteGroupPolicyResponse;
  using ListRequest = v1::ListGroupPoliciesRequest;
  using ListResponse = v1::ListGroupPoliciesResponse;
  static void SetName(const std::string& name, GetResponse& response) {
    response.set_group_name(name);
  }
};

struct Role : OfRole {
  static constexpr PolicyKind kPolicyKind = PolicyKind::kRoleInline;
  using PutRequest = v1::PutRolePolicyRequest;
  using PutResponse = v1::PutRolePolicyResponse;
  using GetRequest = v1::GetRolePolicyRequest;
  using GetResponse = v1::GetRolePolicyResponse;
  using DeleteRequest = v1::DeleteRolePolicyRequest;
  using DeleteResponse = v1::DeleteRolePolicyResponse;
  using ListRequest = v1::ListRolePoliciesRequest;
  using ListResponse = v1::ListRolePoliciesResponse;
  static void SetName(const std::string& name, GetResponse& response) {
    response.set_role_name(name);
  }
};

core::Error NoSuchInline(Kind kind, std::string_view name) {
  return NoSuchEntity("The " + std::string(KindName(kind)) + " policy with name " +
                      std::string(name) + " cannot be found.");
}

// All of an owner's documents together.
Done MustFit(Kind kind, PolicyKind policy_kind, const std::string& owner,
             const InlinePolicies& policies) {
  std::size_t total = 0;
  for (const rec::InlinePolicy& policy : policies) {
    total += policy::language::CountPolicyCharacters(policy.document(), policy_kind);
  }
  const std::size_t limit = policy::language::MaxPolicyCharacters(policy_kind);
  if (total <= limit) return {};
  return core::Error{core::ErrorCode::kResourceExhausted, "LimitExceeded",
                     "Maximum policy size of " + std::to_string(limit) + " bytes exceeded for " +
                         std::string(KindName(kind)) + " " + owner};
}

template <typename Of>
Done PutPolicy(Call& call, const typename Of::PutRequest& request, typename Of::PutResponse&) {
  const auto put = [&](const std::string& owner, rec::Permissions* permissions) -> Done {
    Done valid = CheckDocument(request.policy_document(), Of::kPolicyKind);
    if (!valid) return valid;
    InlinePolicies& policies = *permissions->mutable_inline_policies();
    const auto same = std::ranges::find(policies, request.policy_name(), &rec::InlinePolicy::name);
    rec::InlinePolicy* policy = same == policies.end() ? policies.Add() : &*same;
    policy->set_name(request.policy_name());
    policy->set_document(request.policy_document());
    return MustFit(Of::kKind, Of::kPolicyKind, owner, policies);
  };
  return ChangePermissions<Of>(call, request, put);
}

template <typename Of>
Done DeletePolicy(Call& call, const typename Of::DeleteRequest& request,
                  typename Of::DeleteResponse&) {
  const auto remove = [&](const std::string&, rec::Permissions* permissions) -> Done {
    InlinePolicies& policies = *permissions->mutable_inline_policies();
    const auto found = std::ranges::find(policies, request.policy_name(), &rec::InlinePolicy::name);
    if (found == policies.end()) return NoSuchInline(Of::kKind, request.policy_name());
    policies.erase(found);
    return {};
  };
  return ChangePermissions<Of>(call, request, remove);
}

template <typename Of>
Done GetPolicy(Call& call, const typename Of::GetRequest& request,
               typename Of::GetResponse& response) {
  auto owner = FindPrincipal<Of>(call, request);
  if (!owner) return std::move(owner).error();
  for (const rec::InlinePolicy& policy : owner->permissions().inline_policies()) {
    if (policy.name() != request.policy_name()) continue;
    Of::SetName(owner->name(), response);
    response.set_policy_name(policy.name());
    response.set_policy_document(UrlEncoded(policy.document()));
    return {};
  }
  return NoSuchInline(Of::kKind, request.policy_name());
}

template <typename Of>
Done ListPolicies(Paging paging, const typename Of::ListRequest& request,
                  typename Of::ListResponse& response) {
  auto owner = FindPrincipal<Of>(paging.call(), request);
  if (!owner) return std::move(owner).error();
  std::vector<std::string> names;
  for (const rec::InlinePolicy& policy : owner->permissions().inline_policies()) {
    names.push_back(policy.name());
  }
  return ListNames(std::move(paging), names, request, response, [&](const std::string& name) {
    response.add_policy_names(name);
    return Done();
  });
}

template <typename Of>
void AddInline(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  using ListRequest = typename Of::ListRequest;
  rows->push_back(Mutates<typename Of::PutRequest, typename Of::PutResponse>(
      BoundedTarget<Of, typename Of::PutRequest>, PutPolicy<Of>));
  rows->push_back(Mutates<typename Of::DeleteRequest, typename Of::DeleteResponse>(
      BoundedTarget<Of, typename Of::DeleteRequest>, DeletePolicy<Of>));
  rows->push_back(Reads<typename Of::GetRequest, typename Of::GetResponse>(
      PrincipalTarget<Of, typename Of::GetRequest>, GetPolicy<Of>));
  rows->push_back(Reads<ListRequest, typename Of::ListResponse>(
      PrincipalTarget<Of, ListRequest>,
      [&tokens](Call& call, const ListRequest& request, typename Of::ListResponse& response) {
        const std::string operation = "iam:" + ListRequest::descriptor()->name();
        return ListPolicies<Of>({tokens, call, operation, Of::NameIn(request)}, request, response);
      }));
}

}  // namespace

void AddInlinePolicyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  AddInline<User>(tokens, rows);
  AddInline<Group>(tokens, rows);
  AddInline<Role>(tokens, rows);
}

}  // namespace keyward::iam
