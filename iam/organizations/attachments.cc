// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "iam/organizations/operations.h"
#include "iam/organizations/policies.h"

namespace keyward::iam::organizations {
namespace {

using api::Call;

constexpr std::size_t kMaxAttached = 5;  // of one type, to one target; AWS's own count

// What AttachPolicy and DetachPolicy work on.
struct Pair {
  Org org;
  FoundPolicy policy;
  std::string key;  // of the target's record
  std::optional<rec::ControlTarget> target;
  std::vector<std::string> ids;  // attached to the target now, of the policy's type

  const rec::ControlType& type() const { return TypeOf(org.record, policy.kind); }
  bool attached() const { return std::ranges::find(ids, policy.record.id()) != ids.end(); }
};

template <typename Request>
core::Result<Pair> LoadPair(Call& call, const Request& request) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<FoundPolicy> policy = FindPolicy(call, request.policy_id());
  if (!policy) return std::move(policy).error();
  core::Result<std::string> name = FindTarget(call, *org, request.target_id());
  if (!name) return std::move(name).error();
  Pair pair{*std::move(org), *std::move(policy), ControlTargetKey(*name), {}, {}};
  if (pair.type().disabled()) return TypeNotEnabled();
  core::Result<std::optional<rec::ControlTarget>> target =
      Load<rec::ControlTarget>(call.unit(), pair.key);
  if (!target) return std::move(target).error();
  pair.target = *std::move(target);
  pair.ids = AttachedTo(pair.type(), pair.target, pair.policy.kind);
  return pair;
}

// Stores what is attached now, in full: a record stands for both types.
void SavePair(Call& call, const Pair& pair) {
  rec::ControlTarget record;
  for (ControlKind kind : {ControlKind::kService, ControlKind::kResource}) {
    const rec::ControlType& type = TypeOf(pair.org.record, kind);
    SetAttached(type, kind == pair.policy.kind ? pair.ids : AttachedTo(type, pair.target, kind),
                kind, &record);
  }
  Save(call.unit(), pair.key, record);
}

// Counts the attachments in the policy's own record, so that deleting it meanwhile conflicts.
void Count(Call& call, const Pair& pair, int more) {
  if (pair.policy.aws_managed) return;
  rec::ControlPolicy record = pair.policy.record;
  const unsigned before = AttachmentsOf(pair.type(), record);
  record.set_attachments(more > 0 ? before + 1 : before - 1);
  record.set_generation(pair.type().generation());
  Save(call.unit(), ControlPolicyKey(record.id()), record);
}

template <typename Request>
Targets PairTargets(Call& call, const Request& request) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<api::Target> policy = PolicyTarget(call, *org, request.policy_id());
  if (!policy) return std::move(policy).error();
  core::Result<api::Target> entity = EntityTarget(call, *org, request.target_id());
  if (!entity) return std::move(entity).error();
  return std::vector{*std::move(policy), *std::move(entity)};
}

Done AttachPolicy(Call& call, const v1::AttachPolicyRequest& request, v1::AttachPolicyResponse&) {
  core::Result<Pair> pair = LoadPair(call, request);
  if (!pair) return std::move(pair).error();
  if (pair->attached()) return DuplicateAttachment();
  if (pair->ids.size() >= kMaxAttached) {
    return ConstraintViolation("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                               "You have exceeded the number of policies of one type, " +
                                   std::to_string(kMaxAttached) +
                                   ", that can be attached to an entity at one time.");
  }
  pair->ids.push_back(pair->policy.record.id());
  SavePair(call, *pair);
  Count(call, *pair, 1);
  return {};
}

Done DetachPolicy(Call& call, const v1::DetachPolicyRequest& request, v1::DetachPolicyResponse&) {
  core::Result<Pair> pair = LoadPair(call, request);
  if (!pair) return std::move(pair).error();
  if (!pair->attached()) return NotAttached();
  const bool service = pair->policy.kind == ControlKind::kService;
  if (service ? pair->ids.size() == 1 : pair->policy.aws_managed) {
    return ConstraintViolation("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                               service ? "You cannot remove the last policy attached to the "
                                         "specified target. You must have at least one attached at "
                                         "all times."
                                       : "RCPFullAWSAccess cannot be detached.");
  }
  std::erase(pair->ids, pair->policy.record.id());
  SavePair(call, *pair);
  Count(call, *pair, -1);
  return {};
}

}  // namespace

void AddAttachmentOperations(std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::AttachPolicyRequest, v1::AttachPolicyResponse>(
      PairTargets<v1::AttachPolicyRequest>, AttachPolicy));
  rows->push_back(Mutates<v1::DetachPolicyRequest, v1::DetachPolicyResponse>(
      PairTargets<v1::DetachPolicyRequest>, DetachPolicy));
}

}  // namespace keyward::iam::organizations
