// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/output_format.h"
#include "store/sealed/check.h"

namespace keyward::cli {

// Returns the report with its line end: as one JSON object, or a line for each finding and one that
// sums up. Pure.
std::string RenderCheck(const store::sealed::CheckReport& report, OutputFormat format);

}  // namespace keyward::cli
