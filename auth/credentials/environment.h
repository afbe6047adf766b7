// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace keyward::auth {

// Reads an environment variable: "" when it is not set.
using EnvironmentLookup = std::function<std::string(const char* name)>;

// The process's environment. Not thread-safe beside setenv().
std::string ProcessEnvironment(const char* name);

}  // namespace keyward::auth
