// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iam/organizations/organization.h"

namespace keyward::iam::organizations {

// A policy, AWS's or the organization's own.
struct FoundPolicy {
  ControlKind kind = ControlKind::kService;
  bool aws_managed = false;
  rec::ControlPolicy record;  // of AWS's: id, name, description, type and content
};

// Errors: kNotFound "PolicyNotFoundException".
core::Result<FoundPolicy> FindPolicy(api::Call& call, std::string_view id);

// One that can be changed. Errors: also InvalidInputException for AWS's own.
core::Result<FoundPolicy> FindOwnPolicy(api::Call& call, std::string_view id);

v1::PolicySummary Summary(const Org& org, const FoundPolicy& policy);

// AWS's own policy of a type.
FoundPolicy AwsPolicyOf(ControlKind kind);

}  // namespace keyward::iam::organizations
