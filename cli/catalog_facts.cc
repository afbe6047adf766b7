// SPDX-License-Identifier: Apache-2.0
#include "cli/catalog_facts.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/report.h"
#include "core/encoding.h"

namespace keyward::cli {
namespace {

using core::Result;
using policy::catalog::Action;
using policy::catalog::Catalog;
using policy::catalog::ConditionKey;
using policy::catalog::KeyUse;
using policy::engine::Context;
using policy::engine::Facts;

// Resource types that one message lists at most.
constexpr std::size_t kMaxTypesShown = 4;

bool IsNamedMultivalued(const Simulation& simulation, std::string_view key) {
  const auto& names = simulation.facts.multivalued;
  return std::any_of(names.begin(), names.end(),
                     [key](const std::string& name) { return core::EqualsIgnoreCase(name, key); });
}

void Put(const ContextValue& value, bool multivalued, Context* context) {
  if (multivalued) {
    context->SetMultivalued(value.key, value.values);
  } else {
    context->Set(value.key, value.values.front());
  }
}

// Copies the fields that no catalogue has a say in.
CompletedRequest Begin(const Simulation& simulation, bool raw) {
  CompletedRequest completed;
  completed.request.caller = simulation.caller;
  completed.request.action = simulation.action;
  completed.request.resource = simulation.resource.empty() ? "*" : simulation.resource;
  completed.request.resource_account = simulation.resource_account;
  completed.request.grants = simulation.grants;
  Facts& facts = completed.request.facts;
  facts = policy::engine::DefaultFacts(simulation.action, completed.request.resource);
  facts.resource_policy_kind = ResourcePolicyKindOf(simulation, raw);
  facts.management_account = simulation.facts.management_account.value_or(false);
  return completed;
}

std::string DidYouMean(const std::vector<std::string>& suggestions) {
  return suggestions.empty() ? "" : "; did you mean " + JoinAlternatives(suggestions) + "?";
}

Result<const Action*> FindAction(const Catalog& catalog, const std::string& action) {
  constexpr char kPointer[] = "/request/action";
  const std::size_t colon = action.find(':');
  if (colon == std::string::npos) {
    return InvalidInput("`" + action + "` is no action: expected SERVICE:NAME, as in s3:GetObject",
                        kPointer);
  }
  const std::string_view prefix = std::string_view(action).substr(0, colon);
  const std::string_view name = std::string_view(action).substr(colon + 1);
  const policy::catalog::Service* service = catalog.FindService(prefix);
  if (service == nullptr) {
    std::vector<std::string> near = catalog.SuggestServices(prefix);
    if (near.empty()) near = catalog.SuggestActions(prefix, name);
    return InvalidInput(
        "no service `" + std::string(prefix) + "` is in the catalogue" + DidYouMean(near),
        kPointer);
  }
  const Action* found = catalog.FindAction(prefix, name);
  if (found != nullptr) return found;
  return InvalidInput("`" + action + "` is no action of " + std::string(service->name) +
                          DidYouMean(catalog.SuggestActions(prefix, name)),
                      kPointer);
}

std::string DescribeTypes(const Action& action) {
  std::string text;
  for (std::size_t i = 0; i < action.types.size(); ++i) {
    if (i == kMaxTypesShown) {
      return text + " and " + std::to_string(action.types.size() - i) + " more";
    }
    const auto& type = *action.types[i].type;
    text +=
        (i == 0 ? "" : ", ") + std::string(type.name) + " (" + std::string(type.arns.front()) + ")";
  }
  return text;
}

std::string ActionName(const Action& action) {
  return std::string(action.service->prefix) + ":" + std::string(action.name);
}

// Decides Facts::resource_level, and whether the resource can be one of the action's.
Result<bool> CheckResource(const Simulation& simulation, const Action& action,
                           std::vector<std::string>* warnings) {
  constexpr char kPointer[] = "/request/resource";
  const std::string& resource = simulation.resource;
  const auto stated = simulation.facts.resource_level;
  if (action.is_wildcard_only()) {
    if (!stated.value_or(false) && !resource.empty() && resource != "*") {
      warnings->push_back(ActionName(action) +
                          " acts on no resource that a policy can name: decided with the resource "
                          "`*`");
    }
    return stated.value_or(false);
  }
  if (stated.has_value() && !*stated) return false;
  const auto required = std::find_if(action.types.begin(), action.types.end(),
                                     [](const auto& use) { return use.required; });
  if (resource.empty() || (resource == "*" && required != action.types.end())) {
    return InvalidInput((resource.empty() ? "a resource is needed: " : "`*` is no resource: ") +
                            ActionName(action) + " acts on " + DescribeTypes(action),
                        kPointer);
  }
  if (resource == "*") {
    warnings->push_back("the resource `*` stands for a request that names none; " +
                        ActionName(action) + " can act on " + DescribeTypes(action));
    return stated.value_or(false);
  }
  if (policy::catalog::FindFittingType(action, resource) != nullptr) return true;
  return InvalidInput("`" + resource + "` fits no resource type of " + ActionName(action) + ": " +
                          DescribeTypes(action),
                      kPointer);
}

// Puts one key that the request carries into the context, with as many values as its type takes.
Result<void> PutTyped(const Simulation& simulation, const ContextValue& value,
                      const ConditionKey* key, Context* context) {
  const bool named = IsNamedMultivalued(simulation, value.key);
  const bool multivalued = named || (key != nullptr ? key->multivalued : value.list);
  if (multivalued || value.values.size() == 1) {
    Put(value, multivalued, context);
    return {};
  }
  if (value.values.empty()) return {};  // no value at all: an absent key
  return InvalidInput("`" + value.key + "` has one value, and " +
                          std::to_string(value.values.size()) + " are given",
                      value.pointer);
}

}  // namespace

Result<CompletedRequest> CompleteRaw(const Simulation& simulation) {
  CompletedRequest completed = Begin(simulation, /*raw=*/true);
  Facts& facts = completed.request.facts;
  facts.rcp_supported = simulation.facts.rcp_supported.value_or(true);
  facts.resource_level = simulation.facts.resource_level.value_or(facts.resource_level);
  for (const ContextValue& value : simulation.context) {
    Put(value, value.list || IsNamedMultivalued(simulation, value.key), &completed.request.context);
  }
  return completed;
}

Result<CompletedRequest> CompleteFromCatalog(const Simulation& simulation, const Catalog& catalog,
                                             const CatalogOptions& options) {
  auto action = FindAction(catalog, simulation.action);
  if (!action) return std::move(action).error();
  CompletedRequest completed = Begin(simulation, /*raw=*/false);
  auto resource_level = CheckResource(simulation, **action, &completed.warnings);
  if (!resource_level) return std::move(resource_level).error();
  Facts& facts = completed.request.facts;
  facts.resource_level = *resource_level;
  facts.rcp_supported =
      simulation.facts.rcp_supported.value_or(policy::catalog::SupportsRcp(**action));
  Context& context = completed.request.context;
  for (const ContextValue& value : simulation.context) {
    if (!options.keep_every_key && catalog.UseOf(**action, value.key) != KeyUse::kCarried) {
      completed.ignored_keys.push_back(value.key);
      continue;
    }
    const ConditionKey* key = catalog.FindKey(value.key, (*action)->service);
    auto put = PutTyped(simulation, value, key, &context);
    if (!put) return std::move(put).error();
  }
  for (ContextValue& value : PrincipalContext(simulation.caller)) {
    const auto& given = simulation.context;
    const bool stated = std::any_of(given.begin(), given.end(), [&](const ContextValue& other) {
      return core::EqualsIgnoreCase(other.key, value.key);
    });
    if (stated) continue;
    context.Set(value.key, value.values.front());
    completed.added_keys.push_back(std::move(value));
  }
  return completed;
}

}  // namespace keyward::cli
