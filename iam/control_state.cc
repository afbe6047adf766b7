// SPDX-License-Identifier: Apache-2.0
#include "iam/control_state.h"

namespace keyward::iam {
namespace {

constexpr AwsControlPolicy kFullAwsAccess = {
    "p-FullAWSAccess", "FullAWSAccess", "Allows access to every operation",
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"};
constexpr AwsControlPolicy kRcpFullAwsAccess = {
    "p-RCPFullAWSAccess", "RCPFullAWSAccess", "Allows access to every resource",
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*",)"
    R"("Resource":"*"}]})"};

}  // namespace

std::string_view ControlTypeName(ControlKind kind) {
  return kind == ControlKind::kService ? "SERVICE_CONTROL_POLICY" : "RESOURCE_CONTROL_POLICY";
}

std::optional<ControlKind> ControlKindOf(std::string_view type) {
  for (ControlKind kind : {ControlKind::kService, ControlKind::kResource}) {
    if (type == ControlTypeName(kind)) return kind;
  }
  return std::nullopt;
}

const AwsControlPolicy& AwsControlPolicyOf(ControlKind kind) {
  return kind == ControlKind::kService ? kFullAwsAccess : kRcpFullAwsAccess;
}

std::optional<ControlKind> AwsControlKind(std::string_view id) {
  for (ControlKind kind : {ControlKind::kService, ControlKind::kResource}) {
    if (id == AwsControlPolicyOf(kind).id) return kind;
  }
  return std::nullopt;
}

const rec::ControlType& TypeOf(const rec::Organization& organization, ControlKind kind) {
  return kind == ControlKind::kService ? organization.service_control()
                                       : organization.resource_control();
}

rec::ControlType* MutableTypeOf(rec::Organization* organization, ControlKind kind) {
  return kind == ControlKind::kService ? organization->mutable_service_control()
                                       : organization->mutable_resource_control();
}

std::vector<std::string> AttachedTo(const rec::ControlType& type,
                                    const std::optional<rec::ControlTarget>& target,
                                    ControlKind kind) {
  const bool service = kind == ControlKind::kService;
  if (target && type.generation() == (service ? target->service_control_generation()
                                              : target->resource_control_generation())) {
    const auto& ids =
        service ? target->service_control_policies() : target->resource_control_policies();
    // AWS's own resource control policy cannot be detached.
    if (service || !ids.empty()) return {ids.begin(), ids.end()};
  }
  return {std::string(AwsControlPolicyOf(kind).id)};
}

void SetAttached(const rec::ControlType& type, const std::vector<std::string>& ids,
                 ControlKind kind, rec::ControlTarget* target) {
  if (kind == ControlKind::kService) {
    target->mutable_service_control_policies()->Assign(ids.begin(), ids.end());
    target->set_service_control_generation(type.generation());
  } else {
    target->mutable_resource_control_policies()->Assign(ids.begin(), ids.end());
    target->set_resource_control_generation(type.generation());
  }
}

}  // namespace keyward::iam
