// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/output_format.h"

namespace keyward::cli {

// The options of one simulated request. "" and empty lists stand for options that were not given.
struct SingleArgs {
  std::vector<std::string> identity, session, endpoint;  // files
  std::string resource_policy, boundary;                 // files
  std::vector<std::string> scp_levels, rcp_levels;  // FILE[,FILE]…; "" = a level without policies
  std::string principal, action, resource, resource_account;
  std::vector<std::string> context;  // KEY=VALUE
  std::string context_file, grants_file;
  std::optional<bool> management_account, rcp_supported, resource_level;
  std::string session_issuer, resource_policy_kind;
  std::vector<std::string> multivalued;  // keys
};

struct SimulateArgs {
  SingleArgs single;
  std::string input;  // of a batch: a file, "-", or "" for one request
  bool raw = false;
  bool raw_context = false;
  bool explain = false;
  std::string catalog;  // a file; "" = the one that is compiled in
  OutputStyle style;
  bool progress = false;  // stderr is a terminal
};

// `keyward policy simulate`: decides one request, or one for each line of a batch.
//
// Answers go to `out`, everything else to `err`; `in` is what "-" stands for. A batch takes one
// line at a time: memory does not grow with its length. A line that cannot be decided is answered
// with its error and the batch goes on.
//
// Returns kOk for an allowed request and for a batch that was read to its end, kDenied for a denied
// request, kBadInput when there is no decision or `out` cannot be written.
ExitCode RunSimulate(const SimulateArgs& args, std::istream& in, std::ostream& out,
                     std::ostream& err);

}  // namespace keyward::cli
