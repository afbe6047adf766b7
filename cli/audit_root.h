// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward audit root FILE`: moves the root key of the audit log out of the store into a new file:
// 64 hexadecimal digits and a line end, for its owner only. From then on who breaks into the
// service cannot find it there. No service may have the store open.
ExitCode RunAuditRoot(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
