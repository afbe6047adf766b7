// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "auth/credentials/environment.h"
#include "auth/http_client/fetch.h"
#include "cli/exit_code.h"

namespace keyward::cli {

struct ConfigureArgs {
  std::string profile;           // "" = AWS_PROFILE and so on, else `default`
  std::string region;            // "" = as it is
  std::string endpoint_url;      // the same
  std::string credentials_from;  // a credentials file, "-" = standard input; "" = as they are
  auth::EnvironmentLookup environment = [](const char*) { return std::string(); };
  auth::Fetch fetch;  // for `configure list`
};

// `keyward configure`: writes a profile's keys to ~/.aws/credentials, its region and endpoint to
// ~/.aws/config (or the files that AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE name). What else
// is in the files stays byte for byte; each is replaced at once and is its owner's alone. Keys come
// from the `default` profile of a credentials file such as root-credentials; without options they
// are asked for on the terminal, the secret without being shown.
//
// Returns kBadInput when something is wrong with the input or the files, kFailed when they cannot
// be written.
ExitCode RunConfigure(const ConfigureArgs& args, std::istream& in, std::ostream& err);

// `keyward configure list`: prints where the access key, region, endpoint and authorities that
// `call` would use come from; of keys the last four characters of the id.
ExitCode RunConfigureList(const ConfigureArgs& args, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
