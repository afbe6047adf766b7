// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/documents.h"

#include <utility>

#include "core/json.h"
#include "iam/errors.h"
#include "policy/language/parse.h"

namespace keyward::iam {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

core::Result<void> CheckDocument(const std::string& document, policy::language::PolicyKind kind) {
  core::Result<core::JsonDocument> json = core::JsonDocument::Parse(document);
  if (!json) return MalformedPolicy("This policy contains invalid Json");
  const core::Result<policy::language::Policy> parsed =
      ParsePolicy(*json, json->root(), "", kind, {.enforce_size = false});
  if (parsed) return {};
  const std::string place = core::DescribePlace(parsed.error().place);
  return MalformedPolicy(parsed.error().message + (place.empty() ? "" : " (" + place + ")"));
}

core::Result<void> CheckManagedDocument(const std::string& document) {
  using policy::language::PolicyKind;
  if (core::Result<void> valid = CheckDocument(document, PolicyKind::kManaged); !valid) {
    return valid;
  }
  const std::size_t limit = policy::language::MaxPolicyCharacters(PolicyKind::kManaged);
  if (policy::language::CountPolicyCharacters(document, PolicyKind::kManaged) <= limit) return {};
  return LimitExceeded("PolicySize", limit);
}

std::string UrlEncoded(std::string_view document) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(document.size() * 3);
  for (const char c : document) {
    if (IsUnreserved(c)) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.append({'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]});
  }
  return encoded;
}

}  // namespace keyward::iam
