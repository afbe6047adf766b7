// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/output_format.h"

namespace keyward::cli {

struct ContextKeysArgs {
  std::vector<std::string> files;  // "-" is standard input
  std::string kind = "auto";       // one of kPolicyKindNames
  OutputStyle style;
};

// What --kind takes. "auto": a trust policy if there are principals and no resources, a resource
// policy if there are both, else an identity policy.
inline constexpr char kPolicyKindNames[] =
    "auto|identity|boundary|session|scp|rcp|endpoint|resource|bucket|key|trust|secret";

// `keyward policy context-keys`: prints the condition keys that policies ask for, in conditions and
// in variables, sorted, one a line or as a JSON array; each as it is first spelt.
//
// Returns kBadInput, and prints no key, when any of the files is not a policy.
ExitCode RunContextKeys(const ContextKeysArgs& args, std::istream& in, std::ostream& out,
                        std::ostream& err);

}  // namespace keyward::cli
