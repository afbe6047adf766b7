// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/managed_policies.h"

#include <string>
#include <string_view>
#include <utility>

#include "iam/aws_policies.h"
#include "iam/counts.h"
#include "iam/ids.h"
#include "iam/operations/documents.h"
#include "iam/operations/managed.h"
#include "iam/operations/row.h"
#include "iam/operations/segmented_list.h"
#include "iam/operations/tags.h"

namespace keyward::iam {
namespace {

using api::Call;

template <typename Request>
Targets TargetOf(Call& call, const Request& request) {
  return PolicyTarget(call, request.policy_arn());
}

Targets CreateTarget(Call& call, const v1::CreatePolicyRequest& request) {
  ShowTags(request.tags(), call);
  return std::vector{NewTarget(call, Kind::kPolicy, request.path(), request.policy_name())};
}

Done Create(Call& call, const v1::CreatePolicyRequest& request,
            v1::CreatePolicyResponse& response) {
  Managed made;
  made.key = EntityKey(call.account(), Kind::kPolicy, request.policy_name());
  core::Result<std::optional<rec::ManagedPolicy>> same =
      Load<rec::ManagedPolicy>(call.unit(), made.key);
  if (!same) return std::move(same).error();
  if (*same) {
    return EntityAlreadyExists("A policy called " + request.policy_name() +
                               " already exists. Duplicate names are not allowed.");
  }
  if (Done valid = CheckManagedDocument(request.policy_document()); !valid) return valid;
  rec::ManagedPolicy& policy = made.policy;
  if (Done tagged = MergeTags(request.tags(), policy.mutable_tags()); !tagged) return tagged;
  policy.set_name(request.policy_name());
  policy.set_path(request.has_path() ? request.path() : "/");
  policy.set_id(NewUniqueId("ANPA", call.random()));
  policy.set_created(call.now().time_since_epoch().count());
  policy.set_updated(policy.created());
  policy.set_description(request.description());
  rec::PolicyVersion* version = policy.add_versions();
  version->set_number(1);
  version->set_document(request.policy_document());
  version->set_created(policy.created());
  policy.set_default_version(1);
  policy.set_next_version(2);
  made.arn = ArnOf(call.account(), Kind::kPolicy, policy.path(), policy.name());
  if (Done counted = Count(call, Kind::kPolicy, 1); !counted) return counted;
  SaveManaged(call, made);
  *response.mutable_policy() = ShowPolicy(made);
  CopyTags(policy.tags(), response.mutable_policy()->mutable_tags());
  return {};
}

Done Get(Call& call, const v1::GetPolicyRequest& request, v1::GetPolicyResponse& response) {
  core::Result<Managed> managed = FindManaged(call, request.policy_arn());
  if (!managed) return std::move(managed).error();
  v1::Policy& shown = *response.mutable_policy();
  shown = ShowPolicy(*managed);
  if (!managed->policy.description().empty()) shown.set_description(managed->policy.description());
  CopyTags(managed->policy.tags(), shown.mutable_tags());
  return {};
}

core::Error Conflict(std::string message) {
  return {core::ErrorCode::kFailedPrecondition, "DeleteConflict", std::move(message)};
}

Done Delete(Call& call, const v1::DeletePolicyRequest& request, v1::DeletePolicyResponse&) {
  core::Result<Managed> managed = FindOwn(call, request.policy_arn(), "iam:DeletePolicy");
  if (!managed) return std::move(managed).error();
  if (managed->policy.attachments() != 0 || managed->policy.boundaries() != 0) {
    return Conflict("Cannot delete a policy attached to entities.");
  }
  if (managed->policy.versions_size() > 1) {
    return Conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy.");
  }
  call.unit().Delete(managed->key);
  return Count(call, Kind::kPolicy, -1);
}

// Whether a policy is used as the request wants it.
bool IsWanted(const rec::ManagedPolicy& policy, const v1::ListPoliciesRequest& request) {
  if (!policy.path().starts_with(request.path_prefix())) return false;
  if (request.policy_usage_filter() == "PermissionsBoundary") return policy.boundaries() != 0;
  const bool attached = request.only_attached() || request.has_policy_usage_filter();
  return !attached || policy.attachments() != 0;
}

core::Result<bool> ListOne(Call& call, const std::string& arn,
                           const v1::ListPoliciesRequest& request,
                           v1::ListPoliciesResponse& response) {
  core::Result<std::optional<Managed>> managed = LoadManaged(call, arn);
  if (!managed) return std::move(managed).error();
  if (!*managed || !IsWanted((*managed)->policy, request)) return false;
  *response.add_policies() = ShowPolicy(**managed);
  return true;
}

Done List(Paging paging, const v1::ListPoliciesRequest& request,
          v1::ListPoliciesResponse& response) {
  SegmentedList list(std::move(paging));
  if (Done begun = list.Begin(request); !begun) return begun;
  Call& call = list.call();
  const auto take_aws = [&](const AwsPolicy& policy) {
    return ListOne(call, ArnOf("aws", Kind::kPolicy, policy.path, policy.name), request, response);
  };
  const auto take_own = [&](const store::KeyValue& item) -> core::Result<bool> {
    core::Result<rec::ManagedPolicy> policy = ParseRecord<rec::ManagedPolicy>(item.key, item.value);
    if (!policy) return std::move(policy).error();
    if (!IsWanted(*policy, request)) return false;
    Managed managed;
    managed.arn = ArnOf(call.account(), Kind::kPolicy, policy->path(), policy->name());
    managed.policy = *std::move(policy);
    *response.add_policies() = ShowPolicy(managed);
    return true;
  };
  if (request.scope() != "Local") {
    Done listed = list.Items(
        0, AwsPolicies(), [](const auto& policy) { return policy.name; }, take_aws);
    if (!listed) return listed;
  }
  if (request.scope() != "AWS") {
    Done listed = list.Prefix(1, EntityPrefix(call.account(), Kind::kPolicy), take_own);
    if (!listed) return listed;
  }
  return list.End(response);
}

Targets TagTarget(Call& call, const v1::TagPolicyRequest& request) {
  ShowTags(request.tags(), call);
  return PolicyTarget(call, request.policy_arn());
}

Done Tag(Call& call, const v1::TagPolicyRequest& request, v1::TagPolicyResponse&) {
  core::Result<Managed> managed = FindOwn(call, request.policy_arn(), "iam:TagPolicy");
  if (!managed) return std::move(managed).error();
  if (Done tagged = MergeTags(request.tags(), managed->policy.mutable_tags()); !tagged) {
    return tagged;
  }
  SaveManaged(call, *managed);
  return {};
}

Targets UntagTarget(Call& call, const v1::UntagPolicyRequest& request) {
  ShowTagKeys(request.tag_keys(), call);
  return PolicyTarget(call, request.policy_arn());
}

Done Untag(Call& call, const v1::UntagPolicyRequest& request, v1::UntagPolicyResponse&) {
  core::Result<Managed> managed = FindOwn(call, request.policy_arn(), "iam:UntagPolicy");
  if (!managed) return std::move(managed).error();
  RemoveTags(request.tag_keys(), managed->policy.mutable_tags());
  SaveManaged(call, *managed);
  return {};
}

}  // namespace

void AddManagedPolicyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::CreatePolicyRequest, v1::CreatePolicyResponse>(CreateTarget, Create));
  rows->push_back(
      Reads<v1::GetPolicyRequest, v1::GetPolicyResponse>(TargetOf<v1::GetPolicyRequest>, Get));
  rows->push_back(Mutates<v1::DeletePolicyRequest, v1::DeletePolicyResponse>(
      TargetOf<v1::DeletePolicyRequest>, Delete));
  rows->push_back(Reads<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(
      [](Call& call, const v1::ListPoliciesRequest&) { return AnyTarget(call); },
      [&tokens](Call& call, const v1::ListPoliciesRequest& request,
                v1::ListPoliciesResponse& response) {
        const std::string filter = request.scope() + " " + request.path_prefix() + " " +
                                   request.policy_usage_filter() +
                                   (request.only_attached() ? " attached" : "");
        return List({tokens, call, "iam:ListPolicies", filter}, request, response);
      }));
  rows->push_back(Mutates<v1::TagPolicyRequest, v1::TagPolicyResponse>(TagTarget, Tag));
  rows->push_back(Mutates<v1::UntagPolicyRequest, v1::UntagPolicyResponse>(UntagTarget, Untag));
  rows->push_back(Reads<v1::ListPolicyTagsRequest, v1::ListPolicyTagsResponse>(
      TargetOf<v1::ListPolicyTagsRequest>,
      [&tokens](Call& call, const v1::ListPolicyTagsRequest& request,
                v1::ListPolicyTagsResponse& response) -> Done {
        core::Result<Managed> managed = FindManaged(call, request.policy_arn());
        if (!managed) return std::move(managed).error();
        return ListTags({tokens, call, "iam:ListPolicyTags", request.policy_arn()},
                        managed->policy.tags(), request, response);
      }));
}

}  // namespace keyward::iam
