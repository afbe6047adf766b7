// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "cli/exit_code.h"
#include "cli/service_client.h"

namespace keyward::cli {

struct CallArgs {
  std::string service;    // by signing name: "iam"
  std::string operation;  // "CreateUser"
  std::string json;       // the input, "@FILE", or "-" for standard input; "" = {}
  std::string output;     // "json" or ""
  ClientArgs client;
};

// `keyward call SERVICE OPERATION`: signs a request in the service's protocol, sends it, and prints
// the answer as one line of JSON.
//
// Nothing is sent before the input, the endpoint and the credentials are right. A request is sent
// once: whether it was carried out is not known after a kFailed without the service's answer.
//
// Returns CodeOfCall of what went wrong; kBadInput too when the answer cannot be written.
ExitCode RunCall(const CallArgs& args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
