// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward seal rotate`: adds a data key, under which all later writes are sealed. What is there
// stays sealed as it is, and readable.
ExitCode RunSealRotate(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
