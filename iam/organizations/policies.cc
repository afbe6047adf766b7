// SPDX-License-Identifier: Apache-2.0
#include "iam/organizations/policies.h"

#include "iam/organizations/operations.h"
#include "iam/organizations/tags.h"
#include "policy/language/parse.h"

namespace keyward::iam::organizations {
namespace {

using api::Call;
using policy::language::PolicyKind;

constexpr std::size_t kMaxContent = 5'120;  // characters, white space too
constexpr std::size_t kMaxServicePolicies = 10'000;
constexpr std::size_t kMaxResourcePolicies = 1'000;
constexpr std::size_t kPolicyDigits = 8;

std::size_t MaxPolicies(ControlKind kind) {
  return kind == ControlKind::kService ? kMaxServicePolicies : kMaxResourcePolicies;
}

Done CheckContent(const std::string& content, ControlKind kind) {
  // Counted as an RCP is: white space is not free here.
  if (policy::language::CountPolicyCharacters(content, PolicyKind::kResourceControl) >
      kMaxContent) {
    return ConstraintViolation(
        "POLICY_CONTENT_LIMIT_EXCEEDED",
        "A policy has at most " + std::to_string(kMaxContent) + " characters.");
  }
  const bool service = kind == ControlKind::kService;
  core::Result<policy::language::Policy> parsed = ParsePolicy(
      content, "policy", service ? PolicyKind::kServiceControl : PolicyKind::kResourceControl);
  if (!parsed) {
    core::Error error = std::move(parsed).error();
    const std::string place = core::DescribePlace(error.place);
    return core::Error{
        error.code, "MalformedPolicyDocumentException",
        "The provided policy document does not meet the requirements of the specified policy "
        "type: " +
            error.message + (place.empty() ? "" : " (" + place + ")")};
  }
  for (const policy::language::Statement& statement : parsed->statements) {
    if (!service && statement.effect == policy::language::Effect::kAllow) {
      return core::Error{
          core::ErrorCode::kInvalidArgument, "MalformedPolicyDocumentException",
          "The provided policy document does not meet the requirements of the specified policy "
          "type: a resource control policy may only deny"};
    }
  }
  return {};
}

// Takes a name for a policy. Errors: kAlreadyExists "DuplicatePolicyException".
Done TakeName(Call& call, ControlKind kind, const std::string& name, const std::string& id) {
  if (name == AwsControlPolicyOf(kind).name) return DuplicatePolicy();
  const std::string key = ControlPolicyNameKey(ControlTypeName(kind), name);
  core::Result<std::optional<std::string>> taken = call.unit().Get(key);
  if (!taken) return std::move(taken).error();
  if (*taken) return DuplicatePolicy();
  call.unit().Put(key, id);
  return {};
}

core::Result<std::string> NewPolicyId(Call& call) {
  while (true) {
    std::string id = NewId("p-", kPolicyDigits, call);
    core::Result<std::optional<std::string>> taken = call.unit().Get(ControlPolicyKey(id));
    if (!taken) return std::move(taken).error();
    if (!*taken) return id;
  }
}

void Show(const Org& org, const FoundPolicy& policy, v1::Policy* shown) {
  *shown->mutable_policy_summary() = Summary(org, policy);
  shown->set_content(policy.record.content());
}

Targets CreatePolicyTarget(Call& call, const v1::CreatePolicyRequest& request) {
  ShowTags(request.tags(), call);
  ShowType(request.type(), call);
  return ManagementTarget(call);
}

Done CreatePolicy(Call& call, const v1::CreatePolicyRequest& request,
                  v1::CreatePolicyResponse& response) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  const std::optional<ControlKind> kind = ControlKindOf(request.type());
  if (!kind) return TypeNotAvailable(request.type());
  Done tagging = AuthorizeTags(request.tags(), call, *org, org->PolicyArn(*kind, "*"));
  if (!tagging) return tagging;
  if (Done good = CheckContent(request.content(), *kind); !good) return good;
  core::Result<std::string> id = NewPolicyId(call);
  if (!id) return std::move(id).error();
  if (Done named = TakeName(call, *kind, request.name(), *id); !named) return named;
  Done counted = CountOne(call, request.type(), MaxPolicies(*kind), "POLICY_NUMBER_LIMIT_EXCEEDED");
  if (!counted) return counted;
  FoundPolicy made{*kind, false, {}};
  made.record.set_id(*id);
  made.record.set_name(request.name());
  made.record.set_description(request.description());
  made.record.set_type(request.type());
  made.record.set_content(request.content());
  if (Done tagged = MergeTags(request.tags(), made.record.mutable_tags()); !tagged) return tagged;
  Save(call.unit(), ControlPolicyKey(*id), made.record);
  Show(*org, made, response.mutable_policy());
  return {};
}

// The target of an operation on one policy.
template <typename Request>
Targets OnePolicyTarget(Call& call, const Request& request) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<api::Target> target = PolicyTarget(call, *org, request.policy_id());
  if (!target) return std::move(target).error();
  return std::vector{*std::move(target)};
}

Done Rename(Call& call, FoundPolicy& policy, const std::string& name) {
  if (name == policy.record.name()) return {};
  if (Done taken = TakeName(call, policy.kind, name, policy.record.id()); !taken) return taken;
  call.unit().Delete(ControlPolicyNameKey(ControlTypeName(policy.kind), policy.record.name()));
  policy.record.set_name(name);
  return {};
}

Done UpdatePolicy(Call& call, const v1::UpdatePolicyRequest& request,
                  v1::UpdatePolicyResponse& response) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<FoundPolicy> policy = FindOwnPolicy(call, request.policy_id());
  if (!policy) return std::move(policy).error();
  if (request.has_content()) {
    if (Done good = CheckContent(request.content(), policy->kind); !good) return good;
    policy->record.set_content(request.content());
  }
  if (request.has_description()) policy->record.set_description(request.description());
  if (request.has_name()) {
    if (Done renamed = Rename(call, *policy, request.name()); !renamed) return renamed;
  }
  Save(call.unit(), ControlPolicyKey(request.policy_id()), policy->record);
  Show(*org, *policy, response.mutable_policy());
  return {};
}

Done DeletePolicy(Call& call, const v1::DeletePolicyRequest& request, v1::DeletePolicyResponse&) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<FoundPolicy> policy = FindOwnPolicy(call, request.policy_id());
  if (!policy) return std::move(policy).error();
  if (AttachmentsOf(TypeOf(org->record, policy->kind), policy->record) > 0) return PolicyInUse();
  call.unit().Delete(ControlPolicyKey(request.policy_id()));
  call.unit().Delete(ControlPolicyNameKey(ControlTypeName(policy->kind), policy->record.name()));
  return CountOneLess(call, ControlTypeName(policy->kind));
}

Done DescribePolicy(Call& call, const v1::DescribePolicyRequest& request,
                    v1::DescribePolicyResponse& response) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<FoundPolicy> policy = FindPolicy(call, request.policy_id());
  if (!policy) return std::move(policy).error();
  Show(*org, *policy, response.mutable_policy());
  return {};
}

}  // namespace

core::Result<FoundPolicy> FindPolicy(Call& call, std::string_view id) {
  if (const std::optional<ControlKind> aws = AwsControlKind(id)) return AwsPolicyOf(*aws);
  core::Result<std::optional<rec::ControlPolicy>> record =
      Load<rec::ControlPolicy>(call.unit(), ControlPolicyKey(id));
  if (!record) return std::move(record).error();
  if (!*record) return NoSuchPolicy();
  const std::optional<ControlKind> kind = ControlKindOf((*record)->type());
  if (!kind) {
    return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                       "control policy `" + std::string(id) + "` is of no type"};
  }
  return FoundPolicy{*kind, false, **std::move(record)};
}

core::Result<FoundPolicy> FindOwnPolicy(Call& call, std::string_view id) {
  core::Result<FoundPolicy> policy = FindPolicy(call, id);
  if (policy && policy->aws_managed) {
    return InvalidInput("IMMUTABLE_POLICY",
                        "You specified a policy that is managed by AWS and can't be modified.");
  }
  return policy;
}

v1::PolicySummary Summary(const Org& org, const FoundPolicy& policy) {
  v1::PolicySummary shown;
  shown.set_id(policy.record.id());
  shown.set_arn(org.PolicyArn(policy.kind, policy.record.id()));
  shown.set_name(policy.record.name());
  shown.set_description(policy.record.description());
  shown.set_type(std::string(ControlTypeName(policy.kind)));
  shown.set_aws_managed(policy.aws_managed);
  return shown;
}

FoundPolicy AwsPolicyOf(ControlKind kind) {
  const AwsControlPolicy& aws = AwsControlPolicyOf(kind);
  FoundPolicy policy{kind, true, {}};
  policy.record.set_id(std::string(aws.id));
  policy.record.set_name(std::string(aws.name));
  policy.record.set_description(std::string(aws.description));
  policy.record.set_type(std::string(ControlTypeName(kind)));
  policy.record.set_content(std::string(aws.content));
  return policy;
}

void AddPolicyOperations(std::vector<api::Operation>* rows) {
  rows->push_back(
      Mutates<v1::CreatePolicyRequest, v1::CreatePolicyResponse>(CreatePolicyTarget, CreatePolicy));
  rows->push_back(Mutates<v1::UpdatePolicyRequest, v1::UpdatePolicyResponse>(
      OnePolicyTarget<v1::UpdatePolicyRequest>, UpdatePolicy));
  rows->push_back(Mutates<v1::DeletePolicyRequest, v1::DeletePolicyResponse>(
      OnePolicyTarget<v1::DeletePolicyRequest>, DeletePolicy));
  rows->push_back(Reads<v1::DescribePolicyRequest, v1::DescribePolicyResponse>(
      OnePolicyTarget<v1::DescribePolicyRequest>, DescribePolicy));
}

}  // namespace keyward::iam::organizations
