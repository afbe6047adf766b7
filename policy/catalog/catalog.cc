// SPDX-License-Identifier: Apache-2.0
#include "policy/catalog/catalog.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/catalog/catalog_parser.h"
#include "policy/catalog/text.h"

namespace keyward::policy::catalog {
namespace {

constexpr std::size_t kArnParts = 6;
constexpr std::size_t kRegionPart = 3;
constexpr std::size_t kAccountPart = 4;
constexpr std::size_t kMaxEchoBytes = 64;  // of a pattern, in an error message

// Finds the row of an ascending table whose name is `name`, or null.
template <typename Row>
const Row* FindByName(std::span<const Row> rows, std::string_view Row::*field,
                      std::string_view name) {
  const auto at = std::lower_bound(rows.begin(), rows.end(), name,
                                   [field](const Row& row, std::string_view text) {
                                     return CompareFolded(row.*field, text) < 0;
                                   });
  if (at == rows.end() || !EqualsFolded((*at).*field, name)) return nullptr;
  return &*at;
}

// Calls visit(key) for the keys of an ascending table that `name` fits, until it returns true: for
// the exact one alone if there is one, otherwise for the templates. Returns what visit returned
// last.
template <typename Visit>
bool VisitMatches(std::span<const ConditionKey> keys, std::string_view name, Visit visit) {
  if (const ConditionKey* exact = FindByName(keys, &ConditionKey::name, name)) return visit(*exact);
  for (const ConditionKey& key : keys) {
    if (!key.is_template || !MatchTemplate(key.name, name, CaseRule::kFoldAscii)) continue;
    if (visit(key)) return true;
  }
  return false;
}

// Returns the key of the table that says most about `name`: of several templates, the longest.
const ConditionKey* FindBest(std::span<const ConditionKey> keys, std::string_view name) {
  const ConditionKey* best = nullptr;
  VisitMatches(keys, name, [&best](const ConditionKey& key) {
    if (best == nullptr || key.name.size() > best->name.size()) best = &key;
    return false;
  });
  return best;
}

bool IsTagKey(std::string_view name) {
  return EqualsFolded(name, "aws:TagKeys") || EqualsFolded(name.substr(0, 15), "aws:RequestTag/") ||
         EqualsFolded(name.substr(0, 16), "aws:ResourceTag/");
}

// True for a claim of an identity provider: `saml:...`, or a key whose namespace is a host name.
bool IsFederationKey(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos || colon + 1 == name.size()) return false;
  const std::string_view space = name.substr(0, colon);
  return EqualsFolded(space, "saml") || space.find('.') != std::string_view::npos;
}

const ConditionKey* UnlistedClaim(std::string_view name) {
  static constexpr ConditionKey kClaim{"${Provider}:${Claim}", KeyType::kString, false, true,
                                       false};
  static constexpr ConditionKey kMethods{"${Provider}:amr", KeyType::kString, true, true, false};
  return EqualsFolded(name.substr(name.rfind(':')), ":amr") ? &kMethods : &kClaim;
}

bool Lists(std::span<const ConditionKey* const> list, const ConditionKey& key) {
  return std::binary_search(list.begin(), list.end(), &key);
}

bool CarriesListed(const Action& action, const ConditionKey& key) {
  if (!key.listed || Lists(action.keys, key)) return true;
  return std::any_of(action.types.begin(), action.types.end(),
                     [&key](const TypeUse& use) { return Lists(use.type->keys, key); });
}

using ArnParts = std::array<std::string_view, kArnParts>;

// Splits at the first five colons; false when there are fewer.
bool SplitArn(std::string_view arn, ArnParts* parts) {
  for (std::size_t i = 0; i + 1 < kArnParts; ++i) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return false;
    (*parts)[i] = arn.substr(0, colon);
    arn.remove_prefix(colon + 1);
  }
  parts->back() = arn;
  return true;
}

// True for a part that is one `${Name}` or `*`: any region or account, and none.
bool IsAnything(std::string_view part) {
  return part == "*" || (part.starts_with("${") && part.find('}') == part.size() - 1);
}

bool FitsTemplate(std::string_view arn_template, const ArnParts& arn) {
  ArnParts parts;
  if (!SplitArn(arn_template, &parts)) return false;
  for (std::size_t i = 0; i < kArnParts; ++i) {
    if ((i == kRegionPart || i == kAccountPart) && IsAnything(parts[i])) continue;
    if (!MatchTemplate(parts[i], arn[i], CaseRule::kExact)) return false;
  }
  return true;
}

core::Error PatternError(std::string_view pattern, std::string_view problem) {
  std::string message = "action pattern `";
  message.append(pattern.substr(0, kMaxEchoBytes));
  message.append(pattern.size() > kMaxEchoBytes ? "...` " : "` ");
  message.append(problem);
  return {core::ErrorCode::kInvalidArgument, "MalformedActionPattern", std::move(message), {}};
}

core::Error UnknownService(const Catalog& catalog, std::string_view prefix) {
  std::string message = "unknown service `";
  message.append(prefix.substr(0, kMaxEchoBytes)).append("`");
  std::string_view separator = "; did you mean ";
  for (const std::string& near : catalog.SuggestServices(prefix)) {
    message.append(separator).append("`").append(near).append("`");
    separator = " or ";
  }
  if (separator == " or ") message.append("?");
  return {core::ErrorCode::kNotFound, "UnknownService", std::move(message), {}};
}

// Returns `name` with each run of `*` as one; "" when it is too long to match any action.
std::string CollapseStars(std::string_view name) {
  std::string out;
  std::size_t bytes = 0;
  for (const char byte : name) {
    if (byte == '*' && !out.empty() && out.back() == '*') continue;
    if (byte != '*' && ++bytes > kMaxNameBytes) return "";
    out.push_back(byte);
  }
  return out;
}

}  // namespace

Catalog::Catalog(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

core::Result<Catalog> Catalog::Parse(std::string_view bytes) {
  if (bytes.size() <= kMaxCatalogBytes) return ParseOwned(std::string(bytes));
  return ParseStatic(bytes).transform(
      [](std::shared_ptr<const Data> data) { return Catalog(std::move(data)); });
}

core::Result<Catalog> Catalog::ParseOwned(std::string bytes) {
  return ParseOwnedBytes(std::move(bytes)).transform([](std::shared_ptr<const Data> data) {
    return Catalog(std::move(data));
  });
}

std::string_view Catalog::source_package() const { return data_->package; }
std::string_view Catalog::source_version() const { return data_->version; }
std::string_view Catalog::source_license() const { return data_->license; }
std::span<const Service> Catalog::services() const { return data_->services; }
std::span<const ConditionKey> Catalog::global_keys() const { return data_->globals; }

const Service* Catalog::FindService(std::string_view prefix) const {
  return FindByName(services(), &Service::prefix, prefix);
}

const Action* Catalog::FindAction(std::string_view service_prefix, std::string_view name) const {
  return data_->index.Find(service_prefix, name);
}

const Action* Catalog::FindAction(std::string_view action) const {
  const std::size_t colon = action.find(':');
  if (colon == std::string_view::npos) return nullptr;
  return FindAction(action.substr(0, colon), action.substr(colon + 1));
}

const ConditionKey* Catalog::FindKey(std::string_view key, const Service* service) const {
  if (key.empty()) return nullptr;
  if (const ConditionKey* found = FindBest(global_keys(), key)) return found;
  for (const Service* near : {service, FindService(key.substr(0, key.find(':')))}) {
    if (near == nullptr) continue;
    if (const ConditionKey* found = FindBest(near->keys, key)) return found;
  }
  for (const Service& other : services()) {
    if (const ConditionKey* found = FindBest(other.keys, key)) return found;
  }
  return IsFederationKey(key) ? UnlistedClaim(key) : nullptr;
}

KeyUse Catalog::UseOf(const Action& action, std::string_view key) const {
  if (key.empty()) return KeyUse::kUnknown;
  const bool global = FindBest(global_keys(), key) != nullptr;
  if ((global && !IsTagKey(key)) || IsFederationKey(key)) return KeyUse::kCarried;
  bool known = false;
  const bool carried = VisitMatches(action.service->keys, key, [&](const ConditionKey& own) {
    known = true;
    return CarriesListed(action, own);
  });
  if (carried) return KeyUse::kCarried;
  if (known) return KeyUse::kNotCarried;
  if (global) return KeyUse::kCarried;
  return FindKey(key) != nullptr ? KeyUse::kNotCarried : KeyUse::kUnknown;
}

core::Result<std::vector<const Action*>> Catalog::Expand(std::string_view pattern) const {
  std::vector<const Action*> found;
  if (pattern == "*") {
    found.reserve(data_->actions.size());
    for (const Action& action : data_->actions) found.push_back(&action);
    return found;
  }
  const std::size_t colon = pattern.find(':');
  if (colon == std::string_view::npos) {
    return PatternError(pattern, "has no service part, as in `s3:Get*`");
  }
  const std::string_view prefix = pattern.substr(0, colon);
  if (prefix.find_first_of("*?") != std::string_view::npos) {
    return PatternError(pattern, "has a wildcard in its service part");
  }
  const Service* service = FindService(prefix);
  if (service == nullptr) return UnknownService(*this, prefix);
  const std::string name = CollapseStars(pattern.substr(colon + 1));
  for (const Action& action : service->actions) {
    if (MatchWildcards(name, action.name)) found.push_back(&action);
  }
  return found;
}

bool FitsArn(const ResourceType& type, std::string_view arn) {
  ArnParts parts;
  if (!SplitArn(arn, &parts)) return false;
  return std::any_of(type.arns.begin(), type.arns.end(), [&parts](std::string_view arn_template) {
    return FitsTemplate(arn_template, parts);
  });
}

const ResourceType* FindFittingType(const Action& action, std::string_view arn) {
  const auto at = std::find_if(action.types.begin(), action.types.end(),
                               [arn](const TypeUse& use) { return FitsArn(*use.type, arn); });
  return at == action.types.end() ? nullptr : at->type;
}

bool SupportsRcp(const Action& action) {
  return action.service->supports_rcp && !action.rcp_exempt;
}

}  // namespace keyward::policy::catalog
