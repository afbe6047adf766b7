// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/grants.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "core/arn.h"
#include "core/encoding.h"
#include "policy/language/principal.h"

namespace keyward::policy::engine {
namespace {

using match::Strength;

constexpr std::string_view kService = "kms:";
constexpr std::string_view kContextPrefix = "kms:encryptioncontext:";
// Operations whose requests carry an encryption context, and those that are not held to its
// constraints. Source: AWS KMS API Reference, GrantConstraints.
constexpr std::array<std::string_view, 9> kWithContext = {"encrypt",
                                                          "decrypt",
                                                          "reencryptfrom",
                                                          "reencryptto",
                                                          "generatedatakey",
                                                          "generatedatakeywithoutplaintext",
                                                          "generatedatakeypair",
                                                          "generatedatakeypairwithoutplaintext",
                                                          "creategrant"};
constexpr std::array<std::string_view, 2> kUnconstrained = {"describekey", "retiregrant"};

bool IsOneOf(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool HoldsOperation(const Grant& grant, std::string_view operation) {
  return std::any_of(
      grant.operations.begin(), grant.operations.end(),
      [operation](const std::string& held) { return core::EqualsIgnoreCase(held, operation); });
}

bool IsForKey(const Grant& grant, std::string_view resource) {
  const std::optional<core::Arn> arn = core::Arn::Split(resource);
  if (!arn || arn->resource_type() != "key") return false;
  return grant.key_id.empty() || grant.key_id == resource || grant.key_id == arn->resource_id();
}

// How many keys of encryption context the request carries.
std::size_t CountContext(const Context& context) {
  return static_cast<std::size_t>(std::count_if(
      context.entries().begin(), context.entries().end(), [](const Context::Entry& entry) {
        return entry.folded.starts_with(kContextPrefix) && !entry.values.empty();
      }));
}

// Names in an encryption context are case-sensitive, unlike condition keys. A name that is given
// twice, under two spellings of the prefix, has no one value.
bool HoldsPair(const std::string& name, const std::string& value, const Context& context) {
  const Context::Entry* found = nullptr;
  for (const Context::Entry& entry : context.entries()) {
    const bool named = entry.folded.starts_with(kContextPrefix) &&
                       std::string_view(entry.key).substr(kContextPrefix.size()) == name;
    if (!named || entry.values.empty()) continue;
    if (found != nullptr) return false;
    found = &entry;
  }
  return found != nullptr && !found->multivalued && found->values.front() == value;
}

bool HoldsPairs(const std::map<std::string, std::string>& pairs, const Context& context) {
  return std::all_of(pairs.begin(), pairs.end(), [&context](const auto& pair) {
    return HoldsPair(pair.first, pair.second, context);
  });
}

bool MeetsSourceArn(const Grant& grant, const Context& context) {
  if (grant.source_arn.empty()) return true;
  const Context::Entry* source = context.Find("aws:SourceArn");
  return source != nullptr && !source->ambiguous && !source->multivalued &&
         source->values.front() == grant.source_arn;
}

bool MeetsConstraints(const Grant& grant, const Request& request, std::string_view operation) {
  if (!MeetsSourceArn(grant, request.context)) return false;
  const auto& equals = grant.encryption_context_equals;
  const auto& subset = grant.encryption_context_subset;
  if ((!equals && !subset) || IsOneOf(kUnconstrained, operation)) return true;
  if (!IsOneOf(kWithContext, operation)) return false;
  if (equals && CountContext(request.context) != equals->size()) return false;
  return (!equals || HoldsPairs(*equals, request.context)) &&
         (!subset || HoldsPairs(*subset, request.context));
}

// A grantee is written as a principal of a key policy would be: an AWS one or a service.
Strength GranteeStrength(const Grant& grant, const match::CallerFacts& caller) {
  const bool service = language::IsServicePrincipal(grant.grantee_principal);
  const auto grantee =
      language::ParsePrincipal(service ? "Service" : "AWS", grant.grantee_principal);
  if (!grantee || grantee->type == language::Principal::Type::kEveryone) return Strength::kNone;
  const match::PrincipalPattern pattern{grantee->type, grantee->value, grantee->partition,
                                        grantee->account, grantee->name};
  const match::PrincipalMatch match = match::MatchPrincipal(pattern, caller);
  return match.truth == match::Truth::kTrue ? match.strength : Strength::kNone;
}

}  // namespace

Strength StrongestGrant(const Request& request, const match::CallerFacts& caller) {
  const std::string_view action = request.action_folded;
  if (!action.starts_with(kService)) return Strength::kNone;
  const std::string_view operation = action.substr(kService.size());
  Strength best = Strength::kNone;
  for (const Grant& grant : request.grants) {
    const bool applies = HoldsOperation(grant, operation) &&
                         IsForKey(grant, request.match_resource()) &&
                         MeetsConstraints(grant, request, operation);
    if (applies) best = std::max(best, GranteeStrength(grant, caller));
  }
  return best;
}

}  // namespace keyward::policy::engine
