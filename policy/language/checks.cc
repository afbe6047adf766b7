// SPDX-License-Identifier: Apache-2.0
#include "policy/language/checks.h"

#include <algorithm>

#include "core/arn.h"
#include "core/encoding.h"
#include "policy/language/date_time.h"
#include "policy/language/decimal.h"
#include "policy/language/ip_network.h"
#include "policy/language/variables.h"

namespace keyward::policy::language {
namespace {

// Longer values are cut in messages.
constexpr std::size_t kMaxQuoted = 100;
// AWS's limit on the length of a condition key's name, tag key included, with room for the prefix.
constexpr std::size_t kMaxConditionKey = 512;

std::string Quote(std::string_view text) {
  return "`" + std::string(text.substr(0, kMaxQuoted)) + (text.size() > kMaxQuoted ? "…`" : "`");
}

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool AllOf(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [more](char c) {
    return IsAlphanumeric(c) || more.find(c) != std::string_view::npos;
  });
}

std::optional<std::string> CheckVariables(std::string_view text, Version version) {
  if (version == Version::k2008_10_17 || text.find("${") == std::string_view::npos)
    return std::nullopt;
  const auto parts = SplitVariables(text);
  if (parts) return std::nullopt;
  return parts.error().message + ": " + Quote(text);
}

std::optional<std::string> CheckPartition(std::string_view resource) {
  const std::string_view partition = resource.substr(4, resource.find(':', 4) - 4);
  if (partition.find_first_of("*?") != std::string_view::npos || core::IsPartition(partition))
    return std::nullopt;
  return "the partition of resource " + Quote(resource) + " is not a known one";
}

}  // namespace

std::optional<std::string> CheckAction(std::string_view action, bool wildcard_service_allowed) {
  if (action == "*") return std::nullopt;
  const std::size_t colon = action.find(':');
  if (colon == std::string_view::npos) {
    return "action " + Quote(action) + " must be prefaced by a vendor, such as `s3:GetObject`";
  }
  const std::string_view service = action.substr(0, colon);
  const std::string_view name = action.substr(colon + 1);
  if (name.find(':') != std::string_view::npos)
    return "action " + Quote(action) + " holds more than one colon";
  if (service.find_first_of("*?") != std::string_view::npos) {
    if (wildcard_service_allowed) return std::nullopt;
    return "the vendor of action " + Quote(action) + " may not hold a wildcard";
  }
  if (service.empty() || !AllOf(service, "-."))
    return "the vendor of action " + Quote(action) + " is not valid";
  if (name.empty() || !AllOf(name, "*?-_"))
    return "the name of action " + Quote(action) + " is not valid";
  return std::nullopt;
}

std::optional<std::string> CheckResource(std::string_view resource, PolicyKind kind,
                                         Version version) {
  if (resource == "*") return std::nullopt;
  if (!resource.starts_with("arn:"))
    return "resource " + Quote(resource) + " must be in ARN format or `*`";
  if (auto wrong = CheckPartition(resource)) return wrong;
  const auto colons = std::count(resource.begin(), resource.end(), ':');
  const bool control = kind == PolicyKind::kServiceControl || kind == PolicyKind::kResourceControl;
  if (colons < 5 && control) return "resource " + Quote(resource) + " is not a complete ARN";
  return CheckVariables(resource.substr(ResourceVariablesStart(resource)), version);
}

std::optional<std::string> CheckConditionValue(std::string_view value, ConditionType type,
                                               Version version) {
  switch (type) {
    case ConditionType::kString:
    case ConditionType::kArn:
      return CheckVariables(value, version);
    case ConditionType::kNumeric:
      if (Decimal::Parse(value)) return std::nullopt;
      return Quote(value) + " is not a number";
    case ConditionType::kDate:
      if (DateTime::Parse(value)) return std::nullopt;
      return Quote(value) + " is neither an ISO 8601 date nor epoch seconds";
    case ConditionType::kBool:
    case ConditionType::kNull:
      if (core::EqualsIgnoreCase(value, "true") || core::EqualsIgnoreCase(value, "false"))
        return std::nullopt;
      return Quote(value) + " is neither `true` nor `false`";
    case ConditionType::kBinary:
      if (core::IsBase64(value)) return std::nullopt;
      return Quote(value) + " is not base64";
    case ConditionType::kIp:
      if (IpNetwork::Parse(value)) return std::nullopt;
      return Quote(value) + " is neither an IP address nor a network in CIDR notation";
  }
  return std::nullopt;
}

std::optional<std::string> CheckConditionKey(std::string_view key) {
  if (key.size() > kMaxConditionKey) return "a condition key is longer than 512 bytes";
  const std::size_t colon = key.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == key.size()) {
    return "condition key " + Quote(key) + " must be written `prefix:name`";
  }
  return std::nullopt;
}

std::optional<std::string> CheckSid(std::string_view sid, PolicyKind kind) {
  if (!SidsAreUnique(kind) || AllOf(sid, "")) return std::nullopt;
  return "statement id " + Quote(sid) + " must be letters and digits";
}

bool SidsAreUnique(PolicyKind kind) {
  return !HasPrincipal(kind) || kind == PolicyKind::kTrust || kind == PolicyKind::kResourceControl;
}

}  // namespace keyward::policy::language
