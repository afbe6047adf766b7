// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward store check`: looks at everything in the store and says what is wrong with it, a line a
// finding. Works while a service has the store open.
//
// Returns kDamaged when there is a finding.
ExitCode RunStoreCheck(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
