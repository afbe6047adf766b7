// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/operation.h"

namespace keyward::iam {

// GetAccountSummary. It shows what is exact: the counts of the kinds that are counted (counts.h),
// the quotas that are kept to here, and what of the root user there is. AWS's quotas of users,
// groups, roles and policies an account do not hold here, and so are not shown.
void AddAccountSummaryOperation(std::vector<api::Operation>* rows);

}  // namespace keyward::iam
