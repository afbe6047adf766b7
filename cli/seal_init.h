// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward seal init`: makes the data directory, an empty store and its keyring, closed with a new
// seal, and the anchor if one is named. Nothing is asked or made when there is a keyring already.
//
// Errors as store/local/installation.h; kBadInput for those of the seal's secret.
ExitCode RunSealInit(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
