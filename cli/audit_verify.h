// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "cli/exit_code.h"
#include "cli/store_args.h"

namespace keyward::cli {

// `keyward audit verify FILE…`: follows an audit log from its first line to where the store
// remembers that it stands. Works while a service has the store open and writes the log. The files
// are put in the order of their first lines.
//
// Returns kDamaged when something is wrong, and names the file and the line.
ExitCode RunAuditVerify(const StoreArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
