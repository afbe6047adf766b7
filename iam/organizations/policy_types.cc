// SPDX-License-Identifier: Apache-2.0
#include "iam/organizations/operations.h"
#include "iam/organizations/organization.h"
#include "iam/organizations/paging.h"

namespace keyward::iam::organizations {
namespace {

using api::Call;

constexpr ControlKind kKinds[] = {ControlKind::kService, ControlKind::kResource};

v1::Root ShowRoot(const Org& org) {
  v1::Root root;
  root.set_id(org.record.root_id());
  root.set_arn(org.RootArn());
  root.set_name("Root");
  for (ControlKind kind : kKinds) {
    if (TypeOf(org.record, kind).disabled()) continue;
    v1::PolicyTypeSummary* type = root.add_policy_types();
    type->set_type(std::string(ControlTypeName(kind)));
    type->set_status("ENABLED");
  }
  return root;
}

// For every account of the organization, unlike the others.
Targets DescribeOrganizationTarget(Call& call, const v1::DescribeOrganizationRequest&) {
  return std::vector<api::Target>{{.arn = "*", .account = call.account()}};
}

Done DescribeOrganization(Call& call, const v1::DescribeOrganizationRequest&,
                          v1::DescribeOrganizationResponse& response) {
  core::Result<Org> org = LoadOrg(call);
  if (!org) return std::move(org).error();
  v1::Organization* shown = response.mutable_organization();
  shown->set_id(org->record.id());
  shown->set_arn(org->Arn());
  shown->set_feature_set("ALL");
  shown->set_master_account_arn(org->AccountArn(org->management));
  shown->set_master_account_id(org->management);
  for (ControlKind kind : kKinds) {
    v1::PolicyTypeSummary* type = shown->add_available_policy_types();
    type->set_type(std::string(ControlTypeName(kind)));
    type->set_status("ENABLED");  // available, whether or not enabled in the root
  }
  return {};
}

Targets ListRootsTarget(Call& call, const v1::ListRootsRequest&) { return ManagementTarget(call); }

// There is one.
Done ListRoots(Paging paging, const v1::ListRootsRequest& request,
               v1::ListRootsResponse& response) {
  if (Done begun = paging.Begin(request); !begun) return begun;
  core::Result<Org> org = LoadManaged(paging.call());
  if (!org) return std::move(org).error();
  *response.add_roots() = ShowRoot(*org);
  return {};
}

template <typename Request>
Targets TypeTarget(Call& call, const Request& request) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  ShowType(request.policy_type(), call);
  core::Result<api::Target> root = EntityTarget(call, *org, request.root_id());
  if (!root) return std::move(root).error();
  return std::vector{*std::move(root)};
}

// Attaches AWS's own policy everywhere: what had been attached when the type was disabled is gone.
Done EnablePolicyType(Call& call, const v1::EnablePolicyTypeRequest& request,
                      v1::EnablePolicyTypeResponse& response) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  if (request.root_id() != org->record.root_id()) return NoSuchRoot();
  const std::optional<ControlKind> kind = ControlKindOf(request.policy_type());
  if (!kind) return TypeNotAvailable(request.policy_type());
  rec::ControlType* type = MutableTypeOf(&org->record, *kind);
  if (!type->disabled()) return TypeAlreadyEnabled();
  type->set_disabled(false);
  Save(call.unit(), std::string(kOrganizationKey), org->record);
  *response.mutable_root() = ShowRoot(*org);
  return {};
}

// Detaches every policy of the type from everything.
Done DisablePolicyType(Call& call, const v1::DisablePolicyTypeRequest& request,
                       v1::DisablePolicyTypeResponse& response) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  if (request.root_id() != org->record.root_id()) return NoSuchRoot();
  const std::optional<ControlKind> kind = ControlKindOf(request.policy_type());
  if (!kind || TypeOf(org->record, *kind).disabled()) return TypeNotEnabled();
  rec::ControlType* type = MutableTypeOf(&org->record, *kind);
  type->set_disabled(true);
  type->set_generation(type->generation() + 1);
  Save(call.unit(), std::string(kOrganizationKey), org->record);
  *response.mutable_root() = ShowRoot(*org);
  return {};
}

}  // namespace

void AddPolicyTypeOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::DescribeOrganizationRequest, v1::DescribeOrganizationResponse>(
      DescribeOrganizationTarget, DescribeOrganization));
  rows->push_back(Reads<v1::ListRootsRequest, v1::ListRootsResponse>(
      ListRootsTarget,
      [&tokens](Call& call, const v1::ListRootsRequest& request, v1::ListRootsResponse& response) {
        return ListRoots({tokens, call, "organizations:ListRoots"}, request, response);
      }));
  rows->push_back(Mutates<v1::EnablePolicyTypeRequest, v1::EnablePolicyTypeResponse>(
      TypeTarget<v1::EnablePolicyTypeRequest>, EnablePolicyType));
  rows->push_back(Mutates<v1::DisablePolicyTypeRequest, v1::DisablePolicyTypeResponse>(
      TypeTarget<v1::DisablePolicyTypeRequest>, DisablePolicyType));
}

}  // namespace keyward::iam::organizations
