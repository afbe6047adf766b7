// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace keyward::api {

// "2024-05-01T12:00:00Z", as AWS writes times in ISO 8601. Thread-safe.
std::string IsoTime(std::chrono::sys_seconds time);

}  // namespace keyward::api
