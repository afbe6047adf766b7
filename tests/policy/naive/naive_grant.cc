// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_grant.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/policy/naive/naive_match.h"
#include "tests/policy/naive/naive_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Grant;
using language::Principal;
using StringMap = std::map<std::string, std::string>;
using ContextPairs = std::map<std::string, std::optional<std::string>>;

bool IsAccountId(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string LastComponent(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Reads the form of an ARN's last part: `user/…`, `role/…`, `assumed-role/…`, `federated-user/…`,
// `root`.
std::optional<Principal> ReadPrincipalArn(const std::string& text) {
  const std::vector<std::string> parts = ArnSegments(text);
  if (parts.size() != 6 || parts[0] != "arn") return std::nullopt;
  Principal principal;
  principal.value = text;
  principal.partition = parts[1];
  principal.account = parts[4];
  principal.name = LastComponent(parts[5]);
  if (parts[2] == "iam" && parts[4] == "cloudfront") {
    principal.type = Principal::Type::kOriginAccessIdentity;
  } else if (parts[2] == "iam" && parts[5] == "root") {
    principal.type = Principal::Type::kAccount;
  } else if (parts[2] == "iam" && parts[5].starts_with("user/")) {
    principal.type = Principal::Type::kUser;
  } else if (parts[2] == "iam" && parts[5].starts_with("role/")) {
    principal.type = Principal::Type::kRole;
  } else if (parts[2] == "sts" && parts[5].starts_with("assumed-role/")) {
    principal.type = Principal::Type::kRoleSession;
    principal.name = parts[5].substr(13, parts[5].find('/', 13) - 13);
  } else if (parts[2] == "sts" && parts[5].starts_with("federated-user/")) {
    principal.type = Principal::Type::kFederatedUser;
  } else {
    return std::nullopt;
  }
  return principal;
}

// "KMS": the grantee names the caller as a principal would.
std::optional<Principal> ReadGrantee(const std::string& text) {
  if (text.starts_with("arn:")) return ReadPrincipalArn(text);
  Principal principal;
  principal.value = text;
  if (IsAccountId(text)) {
    principal.type = Principal::Type::kAccount;
    principal.account = text;
  } else if (text.starts_with("AIDA") || text.starts_with("AROA")) {
    principal.type = Principal::Type::kUniqueId;
  } else if (text.find('.') != std::string::npos) {
    principal.type = Principal::Type::kService;
  } else {
    return std::nullopt;
  }
  return principal;
}

// The encryption context of the request. A name with several values, or that stands there twice,
// has none that a constraint could equal.
ContextPairs EncryptionContext(const engine::Context& context) {
  constexpr std::string_view kPrefix = "kms:encryptioncontext:";
  ContextPairs pairs;
  for (const engine::Context::Entry& entry : context.entries()) {
    if (!Folded(entry.key).starts_with(kPrefix) || entry.values.empty()) continue;
    std::optional<std::string> value;
    if (!entry.multivalued) value = entry.values.front();
    const auto [at, added] = pairs.emplace(entry.key.substr(kPrefix.size()), value);
    if (!added) at->second.reset();
  }
  return pairs;
}

bool Holds(const ContextPairs& pairs, const StringMap& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& pair) {
    const auto found = pairs.find(pair.first);
    return found != pairs.end() && found->second == pair.second;
  });
}

bool EncryptionContextFits(const Grant& grant, const std::string& operation,
                           const engine::Request& request) {
  if (!grant.encryption_context_equals && !grant.encryption_context_subset) return true;
  // "KMS": not looked at for these two, whose requests carry none.
  if (operation == "describekey" || operation == "retiregrant") return true;
  constexpr std::array<std::string_view, 9> kCarriers = {"encrypt",
                                                         "decrypt",
                                                         "reencryptfrom",
                                                         "reencryptto",
                                                         "generatedatakey",
                                                         "generatedatakeywithoutplaintext",
                                                         "generatedatakeypair",
                                                         "generatedatakeypairwithoutplaintext",
                                                         "creategrant"};
  if (std::find(kCarriers.begin(), kCarriers.end(), operation) == kCarriers.end()) return false;
  const ContextPairs actual = EncryptionContext(request.context);
  const std::optional<StringMap>& equals = grant.encryption_context_equals;
  const std::optional<StringMap>& subset = grant.encryption_context_subset;
  if (equals && (equals->size() != actual.size() || !Holds(actual, *equals))) return false;
  return !subset || Holds(actual, *subset);
}

bool SourceArnFits(const Grant& grant, const engine::Context& context) {
  if (grant.source_arn.empty()) return true;
  const KeyValue actual = FindKey(context, "aws:SourceArn");
  return actual.state == KeyValue::State::kSingle && actual.values.front() == grant.source_arn;
}

bool IsGrantOfKey(const Grant& grant, const std::string& resource) {
  const std::string key_id = ArnSegments(resource)[5].substr(4);
  return grant.key_id.empty() || grant.key_id == resource || grant.key_id == key_id;
}

Strength StrengthOfGrant(const Grant& grant, const engine::Request& request, const Who& who) {
  const std::string action = Folded(request.action);
  if (!IsKey(request) || !action.starts_with("kms:")) return kNotNamed;
  const std::string operation = action.substr(4);
  const bool holds = std::any_of(grant.operations.begin(), grant.operations.end(),
                                 [&](const std::string& o) { return Folded(o) == operation; });
  if (!holds || !IsGrantOfKey(grant, ResourceOf(request))) return kNotNamed;
  if (!EncryptionContextFits(grant, operation, request)) return kNotNamed;
  if (!SourceArnFits(grant, request.context)) return kNotNamed;
  const std::optional<Principal> grantee = ReadGrantee(grant.grantee_principal);
  return grantee ? StrengthOf(*grantee, who) : kNotNamed;
}

}  // namespace

bool IsKey(const engine::Request& request) {
  const std::vector<std::string> parts = ArnSegments(ResourceOf(request));
  return parts.size() == 6 && parts[2] == "kms" && parts[5].starts_with("key/");
}

Strength StrongestGrant(const engine::Request& request, const Who& who) {
  Strength strongest = kNotNamed;
  for (const Grant& grant : request.grants) {
    strongest = std::max(strongest, StrengthOfGrant(grant, request, who));
  }
  return strongest;
}

}  // namespace keyward::policy::naive
