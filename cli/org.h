// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <map>
#include <ostream>
#include <string>

#include "cli/exit_code.h"
#include "cli/service_client.h"

namespace keyward::cli {

struct OrgArgs {
  std::string command;                        // of OrgCommands(): "create-policy"
  std::map<std::string, std::string> values;  // by OrgOption::name; "" = not given
  std::string output;                         // "json", "table" or "text"; "" = json
  ClientArgs client;
};

// `keyward org COMMAND`: one operation of Organizations, signed and sent as `keyward call` does,
// and its answer as JSON, a table or text. A list is asked for to its end; one of policies without
// a type is both types' lists.
//
// Nothing is sent before arguments, endpoint and policy document are right: a document is checked
// as an SCP or RCP, and a mistake in it is told with its file, line and column. Pages are asked for
// one after the other; nothing is printed when one of them fails.
//
// Returns CodeOfCall of what went wrong; kFailed, with the answer printed, for an account that was
// not made; kBadInput when the answer cannot be written.
ExitCode RunOrg(const OrgArgs& args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
