// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward seal status`: what anyone can tell of an installation that has its data directory: its
// id, seal, keyring generation, revision and size. Needs no secret, and no lock.
ExitCode RunSealStatus(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
