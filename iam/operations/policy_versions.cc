// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/policy_versions.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "iam/operations/documents.h"
#include "iam/operations/managed.h"
#include "iam/operations/row.h"
#include "iam/operations/segmented_list.h"

namespace keyward::iam {
namespace {

using api::Call;

template <typename Request>
Targets TargetOf(Call& call, const Request& request) {
  return PolicyTarget(call, request.policy_arn());
}

v1::PolicyVersion ShowVersion(const rec::ManagedPolicy& policy, const rec::PolicyVersion& version) {
  v1::PolicyVersion shown;
  shown.set_version_id(VersionId(version.number()));
  shown.set_is_default_version(version.number() == policy.default_version());
  SetTime(shown.mutable_create_date(), version.created());
  return shown;
}

// The position of the version that a request names. Errors: kNotFound "NoSuchEntity".
template <typename Request>
core::Result<int> FindVersion(const rec::ManagedPolicy& policy, const Request& request) {
  for (int i = 0; i < policy.versions_size(); ++i) {
    if (VersionId(policy.versions(i).number()) == request.version_id()) return i;
  }
  return NoSuchEntity("Policy " + request.policy_arn() + " version " + request.version_id() +
                      " does not exist or is not attachable.");
}

Done Create(Call& call, const v1::CreatePolicyVersionRequest& request,
            v1::CreatePolicyVersionResponse& response) {
  core::Result<Managed> managed = FindOwn(call, request.policy_arn(), "iam:CreatePolicyVersion");
  if (!managed) return std::move(managed).error();
  if (Done valid = CheckManagedDocument(request.policy_document()); !valid) return valid;
  rec::ManagedPolicy& policy = managed->policy;
  if (static_cast<std::size_t>(policy.versions_size()) >= kMaxVersions) {
    return core::Error{core::ErrorCode::kResourceExhausted, "LimitExceeded",
                       "A managed policy can have up to 5 versions. Before you create a new "
                       "version, you must delete an existing version."};
  }
  rec::PolicyVersion* version = policy.add_versions();
  version->set_number(policy.next_version());
  version->set_document(request.policy_document());
  version->set_created(call.now().time_since_epoch().count());
  policy.set_next_version(policy.next_version() + 1);
  policy.set_updated(version->created());
  if (request.set_as_default()) policy.set_default_version(version->number());
  SaveManaged(call, *managed);
  *response.mutable_policy_version() = ShowVersion(policy, *version);
  return {};
}

Done Get(Call& call, const v1::GetPolicyVersionRequest& request,
         v1::GetPolicyVersionResponse& response) {
  core::Result<Managed> managed = FindManaged(call, request.policy_arn());
  if (!managed) return std::move(managed).error();
  core::Result<int> found = FindVersion(managed->policy, request);
  if (!found) return std::move(found).error();
  const rec::PolicyVersion& version = managed->policy.versions(*found);
  *response.mutable_policy_version() = ShowVersion(managed->policy, version);
  response.mutable_policy_version()->set_document(UrlEncoded(version.document()));
  return {};
}

// A text that ascends as the versions' numbers descend.
std::string Place(const rec::PolicyVersion& version) {
  std::string digits = std::to_string(std::numeric_limits<std::uint32_t>::max() - version.number());
  constexpr std::size_t kDigits = 10;
  digits.insert(0, kDigits - digits.size(), '0');
  return digits;
}

Done List(Paging paging, const v1::ListPolicyVersionsRequest& request,
          v1::ListPolicyVersionsResponse& response) {
  core::Result<Managed> managed = FindManaged(paging.call(), request.policy_arn());
  if (!managed) return std::move(managed).error();
  const rec::ManagedPolicy& policy = managed->policy;
  const std::vector<rec::PolicyVersion> newest_first(policy.versions().rbegin(),
                                                     policy.versions().rend());
  SegmentedList list(std::move(paging));
  if (Done begun = list.Begin(request); !begun) return begun;
  Done listed = list.Items(0, std::span(newest_first), Place,
                           [&](const rec::PolicyVersion& version) -> core::Result<bool> {
                             *response.add_versions() = ShowVersion(policy, version);
                             return true;
                           });
  return listed ? list.End(response) : listed;
}

Done Delete(Call& call, const v1::DeletePolicyVersionRequest& request,
            v1::DeletePolicyVersionResponse&) {
  core::Result<Managed> managed = FindOwn(call, request.policy_arn(), "iam:DeletePolicyVersion");
  if (!managed) return std::move(managed).error();
  core::Result<int> found = FindVersion(managed->policy, request);
  if (!found) return std::move(found).error();
  auto& versions = *managed->policy.mutable_versions();
  if (versions[*found].number() == managed->policy.default_version()) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "DeleteConflict",
                       "Cannot delete the default version of a policy."};
  }
  versions.DeleteSubrange(*found, 1);
  SaveManaged(call, *managed);
  return {};
}

Done SetDefault(Call& call, const v1::SetDefaultPolicyVersionRequest& request,
                v1::SetDefaultPolicyVersionResponse&) {
  core::Result<Managed> managed =
      FindOwn(call, request.policy_arn(), "iam:SetDefaultPolicyVersion");
  if (!managed) return std::move(managed).error();
  core::Result<int> found = FindVersion(managed->policy, request);
  if (!found) return std::move(found).error();
  managed->policy.set_default_version(managed->policy.versions(*found).number());
  SaveManaged(call, *managed);
  return {};
}

}  // namespace

void AddPolicyVersionOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::CreatePolicyVersionRequest, v1::CreatePolicyVersionResponse>(
      TargetOf<v1::CreatePolicyVersionRequest>, Create));
  rows->push_back(Reads<v1::GetPolicyVersionRequest, v1::GetPolicyVersionResponse>(
      TargetOf<v1::GetPolicyVersionRequest>, Get));
  rows->push_back(Reads<v1::ListPolicyVersionsRequest, v1::ListPolicyVersionsResponse>(
      TargetOf<v1::ListPolicyVersionsRequest>,
      [&tokens](Call& call, const v1::ListPolicyVersionsRequest& request,
                v1::ListPolicyVersionsResponse& response) {
        return List({tokens, call, "iam:ListPolicyVersions", request.policy_arn()}, request,
                    response);
      }));
  rows->push_back(Mutates<v1::DeletePolicyVersionRequest, v1::DeletePolicyVersionResponse>(
      TargetOf<v1::DeletePolicyVersionRequest>, Delete));
  rows->push_back(Mutates<v1::SetDefaultPolicyVersionRequest, v1::SetDefaultPolicyVersionResponse>(
      TargetOf<v1::SetDefaultPolicyVersionRequest>, SetDefault));
}

}  // namespace keyward::iam
