// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward store backup FILE`: writes all that the store holds at one moment, sealed as it is, to a
// new file. Needs no secret, and works while a service has the store open.
ExitCode RunStoreBackup(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
