// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/managed.h"

#include <algorithm>
#include <utility>

#include "iam/aws_policies.h"
#include "iam/policy_arn.h"

namespace keyward::iam {
namespace {

core::Result<std::optional<Managed>> LoadOwn(api::Call& call, const PolicyArn& parts) {
  Managed managed;
  managed.key = EntityKey(call.account(), Kind::kPolicy, parts.name);
  core::Result<std::optional<rec::ManagedPolicy>> found =
      Load<rec::ManagedPolicy>(call.unit(), managed.key);
  if (!found) return std::move(found).error();
  if (!*found || (*found)->name() != parts.name || (*found)->path() != parts.path) {
    return std::optional<Managed>();
  }
  managed.policy = **std::move(found);
  return std::optional<Managed>(std::move(managed));
}

core::Result<std::optional<Managed>> LoadAws(api::Call& call, const PolicyArn& parts) {
  const auto known = std::ranges::find(AwsPolicies(), parts.name, &AwsPolicy::name);
  if (known == AwsPolicies().end() || known->path != parts.path) return std::optional<Managed>();
  Managed managed;
  managed.key = AwsPolicyUseKey(call.account(), parts.name);
  managed.is_aws = true;
  core::Result<std::optional<rec::ManagedPolicy>> use =
      Load<rec::ManagedPolicy>(call.unit(), managed.key);
  if (!use) return std::move(use).error();
  if (*use) managed.policy = **std::move(use);
  managed.policy.set_name(std::string(known->name));
  managed.policy.set_path(std::string(known->path));
  managed.policy.set_id(std::string(known->id));
  managed.policy.set_description(std::string(known->description));
  rec::PolicyVersion* version = managed.policy.add_versions();
  version->set_number(known->version);
  version->set_document(std::string(known->document));
  version->set_created(known->updated);
  managed.policy.set_default_version(known->version);
  managed.policy.set_created(known->created);
  managed.policy.set_updated(known->updated);
  return std::optional<Managed>(std::move(managed));
}

}  // namespace

core::Result<Managed> FindManaged(api::Call& call, std::string_view arn) {
  core::Result<std::optional<Managed>> found = LoadManaged(call, arn);
  if (!found) return std::move(found).error();
  if (!*found) return NoSuchPolicyArn(arn);
  return **std::move(found);
}

core::Result<Managed> FindOwn(api::Call& call, std::string_view arn, std::string_view action) {
  core::Result<Managed> found = FindManaged(call, arn);
  if (!found || !found->is_aws) return found;
  return core::Error{core::ErrorCode::kPermissionDenied, "AccessDenied",
                     "User: " + call.caller().principal.text() + " is not authorized to perform: " +
                         std::string(action) + " on resource: policy " + std::string(arn)};
}

Targets PolicyTarget(api::Call& call, std::string_view arn) {
  const std::optional<PolicyArn> parts = ParsePolicyArn(arn);
  if (!parts) return InvalidInput("ARN " + std::string(arn) + " is not valid.");
  core::Result<std::optional<Managed>> found = LoadManaged(call, arn);
  if (!found) return std::move(found).error();
  if (*found && !(*found)->is_aws) {
    return std::vector{RecordTarget(call, Kind::kPolicy, (*found)->policy)};
  }
  return std::vector<api::Target>{
      {.arn = std::string(arn), .account = parts->is_aws ? call.account() : parts->account}};
}

v1::Policy ShowPolicy(const Managed& managed) {
  const rec::ManagedPolicy& policy = managed.policy;
  v1::Policy shown;
  shown.set_policy_name(policy.name());
  shown.set_policy_id(policy.id());
  shown.set_arn(managed.arn);
  shown.set_path(policy.path());
  shown.set_default_version_id(VersionId(policy.default_version()));
  shown.set_attachment_count(static_cast<std::int32_t>(policy.attachments()));
  shown.set_permissions_boundary_usage_count(static_cast<std::int32_t>(policy.boundaries()));
  shown.set_is_attachable(true);
  SetTime(shown.mutable_create_date(), policy.created());
  SetTime(shown.mutable_update_date(), policy.updated());
  return shown;
}

core::Result<std::optional<Managed>> LoadManaged(api::Call& call, std::string_view arn) {
  const std::optional<PolicyArn> parts = ParsePolicyArn(arn);
  if (!parts || (!parts->is_aws && parts->account != call.account())) {
    return std::optional<Managed>();
  }
  core::Result<std::optional<Managed>> found =
      parts->is_aws ? LoadAws(call, *parts) : LoadOwn(call, *parts);
  if (found && *found) (*found)->arn = arn;
  return found;
}

void SaveManaged(api::Call& call, const Managed& managed) {
  if (!managed.is_aws) return Save(call.unit(), managed.key, managed.policy);
  rec::ManagedPolicy use;
  use.set_attachments(managed.policy.attachments());
  use.set_boundaries(managed.policy.boundaries());
  Save(call.unit(), managed.key, use);
}

}  // namespace keyward::iam
