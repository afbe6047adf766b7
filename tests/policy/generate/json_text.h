// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keyward::policy::naive {

// Values of JSON, as text.
using JsonMembers = std::vector<std::pair<std::string, std::string>>;  // key, value's JSON text

// A JSON string; characters outside ASCII as they are.
std::string Quoted(std::string_view text);

// Each text as a JSON string.
std::vector<std::string> QuotedAll(const std::vector<std::string>& texts);

std::string JsonArray(const std::vector<std::string>& values);
std::string JsonObject(const JsonMembers& members);

}  // namespace keyward::policy::naive
