// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/uri.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "auth/sigv4/errors.h"
#include "auth/sigv4/request.h"

namespace keyward::auth {
namespace {

constexpr std::array<bool, 256> MakeUnreserved() {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    table[c] = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '_' || c == '~';
  }
  return table;
}
constexpr std::array<bool, 256> kUnreserved = MakeUnreserved();

void AppendEncodedByte(char c, std::string* out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<std::uint8_t>(c);
  if (kUnreserved[byte]) {
    out->push_back(c);
  } else {
    out->push_back('%');
    out->push_back(kHex[byte >> 4]);
    out->push_back(kHex[byte & 15]);
  }
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads the escape at text[at]; false when there is none that is well-formed.
bool ReadEscape(std::string_view text, std::size_t at, char* out) {
  if (text.size() - at < 3) return false;
  const int high = HexValue(text[at + 1]);
  const int low = HexValue(text[at + 2]);
  if (high < 0 || low < 0) return false;
  *out = static_cast<char>(high * 16 + low);
  return true;
}

core::Error BadEscape(std::string_view text) {
  return IncompleteSignature("the target has a malformed percent escape: '" + Shown(text) + "'");
}

// Takes empty, `.` and `..` segments out; a `..` at the root goes. A trailing slash stays one.
std::string WithoutDots(std::string_view path) {
  std::vector<std::string_view> segments;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  }
  std::string clean;
  clean.reserve(path.size());
  for (const std::string_view segment : segments) clean.append("/").append(segment);
  if (clean.empty() || path.back() == '/') clean.push_back('/');
  return clean;
}

}  // namespace

std::string UriEncode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) AppendEncodedByte(c, &encoded);
  return encoded;
}

std::optional<std::string> UriDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (!ReadEscape(text, i, &c)) return std::nullopt;
      i += 2;
    }
    decoded.push_back(c);
  }
  return decoded;
}

core::Result<Target> SplitTarget(std::string_view target) {
  if (target.empty() || target.front() != '/') {
    return IncompleteSignature("the request target must begin with '/'");
  }
  if (target.size() > kMaxTargetBytes) return IncompleteSignature("the request target is too long");
  for (const char c : target) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f || c == '#') {
      return IncompleteSignature("the request target has a fragment or control characters");
    }
  }
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return Target{target, {}};
  return Target{target.substr(0, mark), target.substr(mark + 1)};
}

core::Result<std::vector<QueryParameter>> ParseQuery(std::string_view query) {
  std::vector<QueryParameter> parameters;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    auto name = UriDecode(pair.substr(0, equals));
    auto value =
        UriDecode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!name || !value) return BadEscape(pair);
    parameters.push_back({*std::move(name), *std::move(value)});
  }
  return parameters;
}

core::Result<std::string> CanonicalPath(std::string_view path, const ServiceRules& rules) {
  std::string clean = rules.normalize_path ? WithoutDots(path) : std::string(path);
  if (std::all_of(clean.begin(), clean.end(),
                  [](char c) { return c == '/' || kUnreserved[static_cast<std::uint8_t>(c)]; })) {
    return clean;
  }
  std::string canonical;
  canonical.reserve(clean.size() * 2);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    char c = clean[i];
    if (c == '/') {
      canonical.push_back(c);
      continue;
    }
    if (c == '%' && !rules.double_encode_path) {
      if (!ReadEscape(clean, i, &c)) return BadEscape(std::string_view(clean).substr(i));
      i += 2;
    }
    AppendEncodedByte(c, &canonical);
  }
  return canonical;
}

std::string CanonicalQuery(std::vector<QueryParameter> parameters,
                           const std::vector<std::string_view>& leave_out) {
  std::erase_if(parameters, [&](const QueryParameter& parameter) {
    return std::find(leave_out.begin(), leave_out.end(), parameter.name) != leave_out.end();
  });
  for (QueryParameter& parameter : parameters) {
    parameter.name = UriEncode(parameter.name);
    parameter.value = UriEncode(parameter.value);
  }
  std::sort(parameters.begin(), parameters.end(), [](const auto& a, const auto& b) {
    return std::tie(a.name, a.value) < std::tie(b.name, b.value);
  });
  std::string query;
  for (const QueryParameter& parameter : parameters) {
    if (!query.empty()) query.push_back('&');
    query.append(parameter.name).append("=").append(parameter.value);
  }
  return query;
}

}  // namespace keyward::auth
