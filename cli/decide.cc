// SPDX-License-Identifier: Apache-2.0
#include "cli/decide.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "cli/catalog_facts.h"
#include "cli/explanation_text.h"

namespace keyward::cli {
namespace {

using core::Result;
using policy::engine::PolicySet;
using policy::engine::Verdict;

void AppendNew(std::vector<std::string> more, std::vector<std::string>* list) {
  std::unordered_set<std::string> known(list->begin(), list->end());
  for (std::string& text : more) {
    if (known.insert(text).second) list->push_back(std::move(text));
  }
}

// The engine's pointers start at the request.
core::Error InRequest(core::Error error) {
  if (!error.place.pointer.empty()) error.place.pointer.insert(0, "/request");
  return error;
}

DecidedRequest Describe(const CompletedRequest& completed) {
  const policy::engine::Request& request = completed.request;
  DecidedRequest described{.principal = CallerText(request.caller),
                           .action = request.action,
                           .resource = std::string(request.match_resource()),
                           .owner_account = std::string(request.owner_account),
                           .cross_account = !request.owner_account.empty() &&
                                            request.caller.is_iam_principal() &&
                                            request.owner_account != request.caller.account(),
                           .facts = request.facts,
                           .context = {}};
  for (const auto& entry : request.context.entries()) {
    const auto& added = completed.added_keys;
    const bool is_added = std::any_of(added.begin(), added.end(), [&](const ContextValue& value) {
      return value.key == entry.key;
    });
    if (is_added) continue;
    described.context.push_back({entry.key, entry.values, entry.multivalued, {}});
  }
  return described;
}

// The list that a statement's policy stands in; null when there is no such level.
template <typename Policies>
auto PoliciesOf(Policies& policies, const PolicySet::StatementInfo& info)
    -> decltype(&policies.identity) {
  using policy::engine::Layer;
  const auto level = [&](auto& levels) {
    return info.level < levels.size() ? &levels[info.level] : nullptr;
  };
  switch (info.layer) {
    case Layer::kRcp:
      return level(policies.rcp);
    case Layer::kScp:
      return level(policies.scp);
    case Layer::kResource:
      return &policies.resource;
    case Layer::kIdentity:
      return &policies.identity;
    case Layer::kBoundary:
      return &policies.boundary;
    case Layer::kSession:
      return &policies.session;
    case Layer::kEndpoint:
      return &policies.endpoint;
  }
  return nullptr;
}

// Decides again without the statements that denied.
std::optional<Verdict> DecideWithoutDenies(const PolicySet& set, policy::engine::Policies policies,
                                           const std::vector<policy::engine::StatementRef>& denies,
                                           const policy::engine::Request& request) {
  std::vector<PolicySet::StatementInfo> infos;
  infos.reserve(denies.size());
  for (const auto& deny : denies) infos.push_back(set.statement(deny.statement));
  // The last of a policy first, so that the positions of the others stay.
  std::sort(infos.begin(), infos.end(),
            [](const auto& a, const auto& b) { return a.index > b.index; });
  for (const PolicySet::StatementInfo& info : infos) {
    auto& statements = (*PoliciesOf(policies, info))[info.policy].statements;
    statements.erase(statements.begin() + info.index);
  }
  const auto rest = PolicySet::Compile(policies);
  if (!rest) return std::nullopt;
  const auto decision = policy::engine::Evaluate(*rest, request);
  if (!decision) return std::nullopt;
  return decision->verdict;
}

}  // namespace

const policy::language::Statement* FindStatement(const Decided& decided,
                                                 const PolicySet::StatementInfo& info) {
  const auto* policies = PoliciesOf(decided.policies, info);
  if (policies == nullptr || info.policy >= policies->size()) return nullptr;
  const auto& statements = (*policies)[info.policy].statements;
  return info.index < statements.size() ? &statements[info.index] : nullptr;
}

Result<Decided> Decide(Simulation simulation, const DecideOptions& options) {
  if (auto checked = CheckContextSize(simulation); !checked) return std::move(checked).error();
  auto completed = options.catalog == nullptr
                       ? CompleteRaw(simulation)
                       : CompleteFromCatalog(simulation, *options.catalog,
                                             {.keep_every_key = options.keep_every_key});
  if (!completed) return std::move(completed).error();
  if (auto ready = completed->request.Prepare(); !ready) return InRequest(std::move(ready).error());
  auto set = PolicySet::Compile(simulation.policies);
  if (!set) return std::move(set).error();
  auto explanation = policy::engine::Explain(*set, completed->request);
  if (!explanation) return InRequest(std::move(explanation).error());
  std::optional<Verdict> without_denies;
  if (options.explain && explanation->decision.verdict == Verdict::kExplicitDeny) {
    without_denies =
        DecideWithoutDenies(*set, simulation.policies, explanation->matched, completed->request);
  }
  Decided decided{.set = *std::move(set),
                  .policies = std::move(simulation.policies),
                  .request = Describe(*completed),
                  .explanation = *std::move(explanation),
                  .without_denies = without_denies,
                  .id = std::move(simulation.id),
                  .ignored_keys = std::move(completed->ignored_keys),
                  .added_keys = std::move(completed->added_keys),
                  .warnings = std::move(simulation.warnings)};
  AppendNew(std::move(completed->warnings), &decided.warnings);
  AppendNew(decided.explanation.warnings, &decided.warnings);
  return decided;
}

}  // namespace keyward::cli
