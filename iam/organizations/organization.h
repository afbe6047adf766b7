// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/timestamp.pb.h>
#include "api/call.h"
#include "api/operation.h"
#include "api/target.h"
#include "core/result.h"
#include "iam/control_keys.h"
#include "iam/control_state.h"
#include "iam/organizations/errors.h"
#include "iam/records.h"
#include "keyward/organizations/v1/organizations.pb.h"

// What the operations of Organizations have in common. An installation is one organization: its
// first account is the management account, all others are members, and all are directly under the
// root. Thread-safe: a call is one thread's.
namespace keyward::iam::organizations {

namespace v1 = ::keyward::organizations::v1;

using Targets = core::Result<std::vector<api::Target>>;
using Done = core::Result<void>;

// The organization as a call sees it.
struct Org {
  rec::Organization record;
  std::string management;  // account id

  std::string Arn() const;
  std::string RootArn() const;
  std::string AccountArn(std::string_view account) const;
  // `id` may be `*`.
  std::string PolicyArn(ControlKind kind, std::string_view id) const;
};

// Reads it, and makes its ids when nobody needed them before. Errors: kFailedPrecondition
// "AWSOrganizationsNotInUseException" in an installation without accounts; those of Load.
core::Result<Org> LoadOrg(api::Call& call);

// The same for what the management account alone may do. Errors: also kPermissionDenied
// "AccessDeniedException".
core::Result<Org> LoadManaged(api::Call& call);

// What a TargetId names: "root" or an account's id, as the keys of control_keys.h have it. Errors:
// kNotFound "TargetNotFoundException".
core::Result<std::string> FindTarget(api::Call& call, const Org& org, std::string_view target_id);

// The TargetId, ARN and name of one: the reverse. Errors: those of Load.
core::Result<v1::PolicyTargetSummary> ShowTarget(api::Call& call, const Org& org,
                                                 std::string_view target);

// A random id: the prefix and `digits` of a-z and 0-9.
std::string NewId(std::string_view prefix, std::size_t digits, api::Call& call);

// Counts one more of something. Errors: ConstraintViolationException with `reason` past `limit`.
Done CountOne(api::Call& call, std::string_view what, std::size_t limit, std::string_view reason);
Done CountOneLess(api::Call& call, std::string_view what);

// The target of an operation on no resource of its own: `*`. For the management account alone.
Targets ManagementTarget(api::Call& call);

// A target in the management account with the tags of its record.
api::Target TargetOf(const Org& org, std::string arn,
                     const google::protobuf::RepeatedPtrField<rec::Tag>& tags = {});
// That which a TargetId names, whether it is there or not.
core::Result<api::Target> EntityTarget(api::Call& call, const Org& org, std::string_view target_id);
// That which a PolicyId names, whether it is there or not; shows its type to authorization.
core::Result<api::Target> PolicyTarget(api::Call& call, const Org& org, std::string_view policy_id);
// Shows organizations:PolicyType to authorization.
void ShowType(std::string_view type, api::Call& call);

inline void SetTime(google::protobuf::Timestamp* time, std::int64_t seconds) {
  time->set_seconds(seconds);
}

// Rows named by their messages: Reads<v1::ListRootsRequest, v1::ListRootsResponse> is ListRoots.
template <typename Request, typename Response, typename TargetsOf, typename Handle>
api::Operation OrgRow(api::Effect effect, TargetsOf targets, Handle handle) {
  std::string name = Request::descriptor()->name();
  name.resize(name.size() - std::string_view("Request").size());
  return api::Row<Request, Response>("organizations", std::move(name), effect, std::move(targets),
                                     std::move(handle));
}
template <typename Request, typename Response, typename TargetsOf, typename Handle>
api::Operation Reads(TargetsOf targets, Handle handle) {
  return OrgRow<Request, Response>(api::Effect::kReads, std::move(targets), std::move(handle));
}
template <typename Request, typename Response, typename TargetsOf, typename Handle>
api::Operation Mutates(TargetsOf targets, Handle handle) {
  return OrgRow<Request, Response>(api::Effect::kMutates, std::move(targets), std::move(handle));
}

}  // namespace keyward::iam::organizations
