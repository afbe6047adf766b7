// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/authorization_fields.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "auth/sigv4/errors.h"
#include "auth/sigv4/timestamp.h"

namespace keyward::auth {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool IsKeyIdCharacter(char c) { return IsDigit(c) || IsLower(c) || IsUpper(c) || c == '_'; }
bool IsScopeCharacter(char c) { return IsKeyIdCharacter(c) || c == '-' || c == '.'; }

// A lower-case header name. Source: RFC 9110 section 5.6.2, token.
bool IsNameCharacter(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return IsDigit(c) || IsLower(c) || kOthers.find(c) != std::string_view::npos;
}

template <typename Predicate>
bool Consists(std::string_view text, std::size_t most, Predicate predicate) {
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), predicate);
}

}  // namespace

core::Result<void> CheckAlgorithm(std::string_view text) {
  if (text == kAlgorithm) return {};
  return IncompleteSignature("Unsupported AWS 'algorithm': '" + Shown(text) +
                             "' (only AWS4-HMAC-SHA256 for now).");
}

core::Result<void> ReadCredential(std::string_view text, Authorization* into) {
  const std::vector<std::string_view> parts = Split(text, '/');
  // The longest access key id of the IAM API has 128 characters; no region or service nears 64.
  if (parts.size() != 5 || !Consists(parts[0], 128, IsKeyIdCharacter) ||
      !std::all_of(parts.begin() + 1, parts.end(),
                   [](std::string_view part) { return Consists(part, 64, IsScopeCharacter); })) {
    return IncompleteSignature(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got '" +
        Shown(text) + "'");
  }
  into->access_key_id = parts[0];
  into->scope.date = parts[1];
  into->scope.region = parts[2];
  into->scope.service = parts[3];
  into->scope.terminator = parts[4];
  return {};
}

core::Result<void> ReadSignedHeaders(std::string_view text, Authorization* into) {
  std::string_view before;
  for (const std::string_view name : Split(text, ';')) {
    if (!Consists(name, text.size(), IsNameCharacter) || name <= before) {
      return IncompleteSignature(
          "'SignedHeaders' must be header names in lower case, sorted, each once, got '" +
          Shown(text) + "'");
    }
    before = name;
  }
  into->signed_headers = text;
  return {};
}

core::Result<void> ReadSignature(std::string_view text, Authorization* into) {
  if (text.size() != 64 || !std::all_of(text.begin(), text.end(), [](char c) {
        return IsDigit(c) || (c >= 'a' && c <= 'f');
      })) {
    return IncompleteSignature("'Signature' must have 64 lower-case hexadecimal digits");
  }
  into->signature = text;
  return {};
}

core::Result<void> ReadTime(std::string_view text, bool http_date, Authorization* into) {
  auto time = ParseBasicTime(text);
  if (!time && http_date) time = ParseHttpDate(text);
  if (!time) {
    return IncompleteSignature("Date must be in ISO-8601 'basic format'. Got '" + Shown(text) +
                               "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  into->signed_at = *time;
  return {};
}

}  // namespace keyward::auth
