// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/output_format.h"

namespace keyward::cli {

struct ExpandArgs {
  std::vector<std::string> patterns;  // as in an Action element: `s3:Get*`
  std::string catalog;                // a file; "" = the one that is compiled in
  OutputStyle style;
};

// `keyward policy expand`: prints the actions that patterns cover, in the catalogue's order for
// each pattern, every action once, one a line or as a JSON array.
//
// Returns kBadInput, and prints no action, when any pattern is malformed, names an unknown service
// or covers nothing; each such pattern gets a line on `err`, with near spellings.
ExitCode RunExpand(const ExpandArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
