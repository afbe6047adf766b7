// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward seal rekey`: puts another seal, or the same kind with another secret, in the place of
// the present one. The data keys stay.
ExitCode RunSealRekey(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
