// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward store restore FILE`: makes the store of a backup in a data directory that has none. With
// --new-epoch it goes back on purpose to a backup that is older than the anchor.
ExitCode RunStoreRestore(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
