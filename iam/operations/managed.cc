// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/managed.h"

#include <algorithm>
#include <utility>

#include "iam/arns.h"
#include "iam/aws_policies.h"
#include "iam/keys.h"
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
  version->set_number(1);
  version->set_document(std::string(known->document));
  managed.policy.set_default_version(1);
  return std::optional<Managed>(std::move(managed));
}

}  // namespace

const std::string& Managed::document() const {
  static const std::string kNone;
  for (const rec::PolicyVersion& version : policy.versions()) {
    if (version.number() == policy.default_version()) return version.document();
  }
  return kNone;
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
