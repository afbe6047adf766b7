// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/result.h"
#include "server/http/options.h"

namespace keyward::server::http {

// kInvalidArgument "InvalidOptions".
core::Error InvalidOptions(std::string_view what);

// Errors: kInvalidArgument "InvalidOptions" and kFailedPrecondition "TooFewFiles", see
// Server::Start. Reads the process's limit of open files. Thread-safe.
core::Result<void> CheckOptions(const Options& options);

}  // namespace keyward::server::http
