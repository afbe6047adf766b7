// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/generate/json_text.h"

namespace keyward::policy::naive {

std::string Quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string json = "\"";
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (byte < 0x20) {
      json += "\\u00";
      json += kHex[byte >> 4];
      json += kHex[byte & 15];
    } else {
      json += c;
    }
  }
  return json + '"';
}

std::vector<std::string> QuotedAll(const std::vector<std::string>& texts) {
  std::vector<std::string> json;
  for (const std::string& text : texts) json.push_back(Quoted(text));
  return json;
}

std::string JsonArray(const std::vector<std::string>& values) {
  std::string json = "[";
  for (const std::string& value : values) {
    if (json.size() > 1) json += ", ";
    json += value;
  }
  return json + "]";
}

std::string JsonObject(const JsonMembers& members) {
  std::string json = "{";
  for (const auto& [key, value] : members) {
    if (json.size() > 1) json += ", ";
    json += Quoted(key) + ": " + value;
  }
  return json + "}";
}

}  // namespace keyward::policy::naive
