// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward store anchor`: keeps the store with the anchor that --anchor names from now on, or with
// none
// (--none): for an anchor that was lost or is to lie elsewhere.
ExitCode RunStoreAnchor(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
