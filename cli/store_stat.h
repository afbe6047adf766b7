// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward store stat`: counts what the store holds, and how much of it each data key seals. Reads
// every record; needs no secret, and no lock.
ExitCode RunStoreStat(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
