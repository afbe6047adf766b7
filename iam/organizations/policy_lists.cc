// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "iam/keys.h"
#include "iam/organizations/operations.h"
#include "iam/organizations/paging.h"
#include "iam/organizations/policies.h"

namespace keyward::iam::organizations {
namespace {

using api::Call;

Targets ListPoliciesTarget(Call& call, const v1::ListPoliciesRequest& request) {
  ShowType(request.filter(), call);
  return ManagementTarget(call);
}

// AWS's own policy first. Of a type that is not offered there are none.
Done ListPolicies(Paging paging, const v1::ListPoliciesRequest& request,
                  v1::ListPoliciesResponse& response) {
  core::Result<Org> org = LoadManaged(paging.call());
  if (!org) return std::move(org).error();
  const std::optional<ControlKind> kind = ControlKindOf(request.filter());
  if (!kind) return paging.Begin(request);
  const std::vector<std::string> first{std::string(AwsControlPolicyOf(*kind).id)};
  return List<rec::ControlPolicy>(
      paging, first, std::string(kControlPolicyPrefix), request, response,
      [&](const std::string&, const rec::ControlPolicy* policy) -> core::Result<bool> {
        if (policy != nullptr && policy->type() != request.filter()) return false;
        *response.add_policies() = Summary(
            *org, policy == nullptr ? AwsPolicyOf(*kind) : FoundPolicy{*kind, false, *policy});
        return true;
      });
}

Targets PoliciesForTargetTarget(Call& call, const v1::ListPoliciesForTargetRequest& request) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  ShowType(request.filter(), call);
  core::Result<api::Target> target = EntityTarget(call, *org, request.target_id());
  if (!target) return std::move(target).error();
  return std::vector{*std::move(target)};
}

// What is attached to the target, of a type that holds; nothing while it is disabled.
core::Result<std::vector<std::string>> Attached(Call& call, const Org& org, std::string_view target,
                                                ControlKind kind) {
  const rec::ControlType& type = TypeOf(org.record, kind);
  if (type.disabled()) return std::vector<std::string>();
  core::Result<std::optional<rec::ControlTarget>> record =
      Load<rec::ControlTarget>(call.unit(), ControlTargetKey(target));
  if (!record) return std::move(record).error();
  return AttachedTo(type, *record, kind);
}

Done ListPoliciesForTarget(Paging paging, const v1::ListPoliciesForTargetRequest& request,
                           v1::ListPoliciesForTargetResponse& response) {
  if (Done begun = paging.Begin(request); !begun) return begun;
  Call& call = paging.call();
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<std::string> target = FindTarget(call, *org, request.target_id());
  if (!target) return std::move(target).error();
  const std::optional<ControlKind> kind = ControlKindOf(request.filter());
  if (!kind) return {};
  core::Result<std::vector<std::string>> ids = Attached(call, *org, *target, *kind);
  if (!ids) return std::move(ids).error();
  std::ranges::sort(*ids);
  auto next = std::ranges::upper_bound(*ids, paging.after());
  std::string last;
  for (std::size_t taken = 0; next != ids->end() && taken < paging.limit(); ++next, ++taken) {
    core::Result<FoundPolicy> policy = FindPolicy(call, *next);
    if (!policy) return std::move(policy).error();
    *response.add_policies() = Summary(*org, *policy);
    last = *next;
  }
  return paging.End(next != ids->end(), last, response);
}

Targets TargetsForPolicyTarget(Call& call, const v1::ListTargetsForPolicyRequest& request) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<api::Target> target = PolicyTarget(call, *org, request.policy_id());
  if (!target) return std::move(target).error();
  return std::vector{*std::move(target)};
}

// The root, then the accounts.
Done ListTargetsForPolicy(Paging paging, const v1::ListTargetsForPolicyRequest& request,
                          v1::ListTargetsForPolicyResponse& response) {
  Call& call = paging.call();
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<FoundPolicy> policy = FindPolicy(call, request.policy_id());
  if (!policy) return std::move(policy).error();
  return List<rec::Account>(
      paging, {std::string(kOrganizationRoot)}, AccountKey(""), request, response,
      [&](const std::string& target, const rec::Account*) -> core::Result<bool> {
        core::Result<std::vector<std::string>> ids = Attached(call, *org, target, policy->kind);
        if (!ids) return std::move(ids).error();
        if (std::ranges::find(*ids, request.policy_id()) == ids->end()) return false;
        core::Result<v1::PolicyTargetSummary> shown = ShowTarget(call, *org, target);
        if (!shown) return std::move(shown).error();
        *response.add_targets() = *std::move(shown);
        return true;
      });
}

}  // namespace

void AddPolicyListOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(
      ListPoliciesTarget, [&tokens](Call& call, const v1::ListPoliciesRequest& request,
                                    v1::ListPoliciesResponse& response) {
        return ListPolicies({tokens, call, "organizations:ListPolicies", request.filter()}, request,
                            response);
      }));
  rows->push_back(Reads<v1::ListPoliciesForTargetRequest, v1::ListPoliciesForTargetResponse>(
      PoliciesForTargetTarget,
      [&tokens](Call& call, const v1::ListPoliciesForTargetRequest& request,
                v1::ListPoliciesForTargetResponse& response) {
        return ListPoliciesForTarget({tokens, call, "organizations:ListPoliciesForTarget",
                                      request.target_id() + " " + request.filter()},
                                     request, response);
      }));
  rows->push_back(Reads<v1::ListTargetsForPolicyRequest, v1::ListTargetsForPolicyResponse>(
      TargetsForPolicyTarget, [&tokens](Call& call, const v1::ListTargetsForPolicyRequest& request,
                                        v1::ListTargetsForPolicyResponse& response) {
        return ListTargetsForPolicy(
            {tokens, call, "organizations:ListTargetsForPolicy", request.policy_id()}, request,
            response);
      }));
}

}  // namespace keyward::iam::organizations
