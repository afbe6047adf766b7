// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace keyward::core {

// "2024-05-01T12:00:00Z", or with milliseconds "2024-05-01T12:00:00.250Z" when there are any, as
// AWS writes times in ISO 8601. Pure. Precondition: a year of four digits.
std::string IsoTime(std::chrono::sys_time<std::chrono::milliseconds> time);

}  // namespace keyward::core
