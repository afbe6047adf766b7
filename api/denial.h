// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "policy/engine/decision.h"

namespace keyward::api {

// AWS's sentence for a denial: "User: ARN is not authorized to perform: ACTION on resource: ARN
// because no identity-based policy allows the ACTION action". Pure.
// Source: IAM User Guide, "Troubleshoot access denied error messages".
std::string DenialMessage(std::string_view caller_arn, std::string_view action,
                          std::string_view resource, const policy::engine::Decision& decision);

}  // namespace keyward::api
