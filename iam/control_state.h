// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/records.h"

// What the records of an organization say of service and resource control policies: which hold, and
// what is attached where. Pure; thread-safe.
// Source: AWS Organizations User Guide, "SCP evaluation", "Resource control policies".
namespace keyward::iam {

enum class ControlKind : unsigned char { kService, kResource };

// "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY": AWS's PolicyType.
std::string_view ControlTypeName(ControlKind kind);
// Nothing for the types that are not offered.
std::optional<ControlKind> ControlKindOf(std::string_view type);

// A policy that every organization has: it is AWS's, allows everything, and cannot be changed.
struct AwsControlPolicy {
  std::string_view id;  // "p-FullAWSAccess"
  std::string_view name;
  std::string_view description;
  std::string_view content;
};
const AwsControlPolicy& AwsControlPolicyOf(ControlKind kind);
// The type of the AWS-managed policy with that id; nothing for all others.
std::optional<ControlKind> AwsControlKind(std::string_view id);

// Both types hold in an organization without a record.
const rec::ControlType& TypeOf(const rec::Organization& organization, ControlKind kind);
rec::ControlType* MutableTypeOf(rec::Organization* organization, ControlKind kind);

// The ids of what is attached to a target, which need not have a record: then it is AWS's policy.
// So it is when the type was disabled since. Precondition: the type is not disabled.
std::vector<std::string> AttachedTo(const rec::ControlType& type,
                                    const std::optional<rec::ControlTarget>& target,
                                    ControlKind kind);

// Sets what is attached.
void SetAttached(const rec::ControlType& type, const std::vector<std::string>& ids,
                 ControlKind kind, rec::ControlTarget* target);

// The targets that a policy of that type is attached to.
inline unsigned AttachmentsOf(const rec::ControlType& type, const rec::ControlPolicy& policy) {
  return policy.generation() == type.generation() ? policy.attachments() : 0;
}

}  // namespace keyward::iam
