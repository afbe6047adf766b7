// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "auth/credentials/environment.h"
#include "auth/http_client/fetch.h"
#include "cli/exit_code.h"

namespace keyward::cli {

struct CallArgs {
  std::string service;       // by signing name: "iam"
  std::string operation;     // "CreateUser"
  std::string json;          // the input, "@FILE", or "-" for standard input; "" = {}
  std::string endpoint_url;  // "" = from the environment or the profile
  std::string profile;       // "" = from the environment
  std::string region;        // the same
  std::string ca_bundle;     // the same
  std::string output;        // "json" or ""
  auth::EnvironmentLookup environment = [](const char*) { return std::string(); };
  auth::Fetch fetch;  // how requests are sent
};

// `keyward call SERVICE OPERATION`: signs a request in the service's protocol, sends it, and prints
// the answer as one line of JSON.
//
// Plaintext goes to loopback only. Nothing is sent before the input, the endpoint and the
// credentials are right. A request is sent once: whether it was carried out is not known after a
// kFailed without the service's answer.
//
// Returns kDenied when the service denied the request; kBadInput when it, or we, found the input
// wrong, or there are no credentials; kFailed for its other errors and when it cannot be reached.
ExitCode RunCall(const CallArgs& args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
