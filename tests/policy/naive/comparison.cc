// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/comparison.h"

#include <algorithm>

#include "policy/engine/explanation.h"
#include "policy/engine/policy_set.h"
#include "policy/language/parse.h"
#include "tests/policy/generate/draft.h"
#include "tests/policy/naive/naive_condition.h"
#include "tests/policy/naive/naive_evaluator.h"

namespace keyward::policy::naive {
namespace {

using engine::Layer;
using engine::Policies;
using engine::PolicySet;
using language::Policy;

// The policies of a scenario: as one value, and compiled, whole and in three parts.
struct Prepared {
  Policies policies;
  std::vector<PolicySet> whole;
  std::vector<PolicySet> parts;
};

// What each of the two says of one request, in comparable form.
struct Opinion {
  std::string decision;   // verdict and blocker, or the error
  std::string denied_by;  // the statement that an explicit deny names
  std::vector<std::string> matched;
  std::vector<std::string> missing_keys;
};

language::ParseOptions AnySize() {
  language::ParseOptions options;
  options.enforce_size = false;
  return options;
}

std::vector<Policy>& ListFor(const Document& document, Policies* policies) {
  switch (document.layer) {
    case Layer::kRcp:
      return policies->rcp[document.level];
    case Layer::kScp:
      return policies->scp[document.level];
    case Layer::kResource:
      return policies->resource;
    case Layer::kIdentity:
      return policies->identity;
    case Layer::kBoundary:
      return policies->boundary;
    case Layer::kSession:
      return policies->session;
    case Layer::kEndpoint:
      return policies->endpoint;
  }
  return policies->identity;
}

// Parses and compiles; a failure is a difference, for the generator means these documents to be
// valid.
std::optional<std::string> Prepare(const Scenario& scenario, Prepared* prepared) {
  Policies& policies = prepared->policies;
  policies.scp.resize(scenario.scp_levels);
  policies.rcp.resize(scenario.rcp_levels);
  for (const Document& document : scenario.documents) {
    core::Result<Policy> policy =
        language::ParsePolicy(document.json, document.name, document.kind, AnySize());
    if (!policy) {
      return "valid document refused: " + core::Describe(policy.error()) + "\n" + document.json;
    }
    ListFor(document, &policies).push_back(*std::move(policy));
  }
  Policies caller_side;
  Policies resource_side;
  Policies rest = policies;
  std::swap(caller_side.identity, rest.identity);
  std::swap(caller_side.boundary, rest.boundary);
  std::swap(resource_side.resource, rest.resource);
  core::Result<PolicySet> whole = PolicySet::Compile(policies);
  if (!whole) return "policies do not compile: " + core::Describe(whole.error());
  prepared->whole.push_back(*std::move(whole));
  for (Policies* part : {&resource_side, &caller_side, &rest}) {
    core::Result<PolicySet> set = PolicySet::Compile(std::move(*part));
    if (!set) return "part of the policies does not compile: " + core::Describe(set.error());
    prepared->parts.push_back(*std::move(set));
  }
  return std::nullopt;
}

constexpr std::string_view kInputError = "input error";

std::string DecisionText(const engine::Decision& decision) {
  return OutcomeText(decision.verdict, decision.blocked_by);
}

std::string EvaluateText(const std::vector<PolicySet>& sets, const engine::Request& request) {
  std::vector<const PolicySet*> pointers;
  for (const PolicySet& set : sets) pointers.push_back(&set);
  const core::Result<engine::Decision> decision = engine::Evaluate(pointers, request);
  if (decision) return DecisionText(*decision);
  return decision.error().name == "InvalidInput" ? std::string(kInputError)
                                                 : core::Describe(decision.error());
}

std::string StatementText(const StatementId& id) {
  return std::string(engine::LayerName(id.layer)) + "-" + std::to_string(id.level) + "-" +
         std::to_string(id.policy) + "/" + std::to_string(id.statement);
}

std::string StatementText(const PolicySet& set, const engine::StatementRef& ref) {
  const PolicySet::StatementInfo info = set.statement(ref.statement);
  return StatementText(StatementId{info.layer, info.level, info.policy, info.index});
}

// Order 2: the first Deny in layer order is named. An allowed request names one of the Allows, or
// none.
std::string NamedStatement(const engine::Decision& decision, const PolicySet& set) {
  const bool denied = decision.verdict == engine::Verdict::kExplicitDeny;
  return denied && decision.statement ? StatementText(set, *decision.statement) : "";
}

Opinion Explained(const PolicySet& set, const engine::Request& request) {
  Opinion opinion;
  const core::Result<engine::Explanation> explanation = engine::Explain(set, request);
  if (!explanation) {
    const bool input = explanation.error().name == "InvalidInput";
    opinion.decision = input ? std::string(kInputError) : core::Describe(explanation.error());
    return opinion;
  }
  opinion.decision = DecisionText(explanation->decision);
  opinion.denied_by = NamedStatement(explanation->decision, set);
  for (const engine::StatementRef& ref : explanation->matched) {
    opinion.matched.push_back(StatementText(set, ref));
  }
  std::sort(opinion.matched.begin(), opinion.matched.end());
  opinion.missing_keys = explanation->missing_keys;
  return opinion;
}

Opinion Naive(const Policies& policies, const engine::Request& request, Tally* tally) {
  Opinion opinion;
  const std::optional<NaiveDecision> decision = NaiveEvaluate(policies, request);
  tally->pairs += 1;
  if (!decision) {
    tally->input_errors += 1;
    opinion.decision = kInputError;
    return opinion;
  }
  opinion.decision = OutcomeText(decision->verdict, decision->blocked_by);
  if (decision->verdict == engine::Verdict::kExplicitDeny) {
    opinion.denied_by = StatementText(decision->matched.front());
  }
  for (const StatementId& id : decision->matched) {
    opinion.matched.push_back(StatementText(id));
  }
  std::sort(opinion.matched.begin(), opinion.matched.end());
  opinion.missing_keys.assign(decision->missing_keys.begin(), decision->missing_keys.end());
  tally->outcomes[{decision->verdict, decision->blocked_by}] += 1;
  tally->matched_statements += decision->matched.size();
  tally->missing_keys += decision->missing_keys.size();
  return opinion;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return "[" + text + "]";
}

std::string OpinionText(const Opinion& opinion) {
  return opinion.decision + " " + opinion.denied_by + "; matched " + Joined(opinion.matched) +
         "; missing " + Joined(opinion.missing_keys);
}

std::string ScenarioText(const Scenario& scenario) {
  std::string text;
  for (const Document& document : scenario.documents) {
    text += document.name + " (kind " + std::to_string(static_cast<int>(document.kind)) +
            "): " + document.json + "\n";
  }
  return text + "scp levels " + std::to_string(scenario.scp_levels) + ", rcp levels " +
         std::to_string(scenario.rcp_levels) + "\n";
}

void CountOperators(const Policies& policies, const engine::Request& request, Tally* tally) {
  const auto count = [&](const std::vector<Policy>& list) {
    for (const Policy& policy : list) {
      for (const language::Statement& statement : policy.statements) {
        for (const language::Condition& condition : statement.conditions) {
          const Kleene truth = EvaluateCondition(condition, policy.version, request.context);
          tally->operators[condition.op_text][static_cast<std::size_t>(truth)] += 1;
        }
      }
    }
  };
  for (const std::vector<Policy>& level : policies.scp) count(level);
  for (const std::vector<Policy>& level : policies.rcp) count(level);
  for (const auto* list : {&policies.resource, &policies.identity, &policies.boundary,
                           &policies.session, &policies.endpoint}) {
    count(*list);
  }
}

// Returns what differs in one request; "" when nothing does.
std::string ComparePair(const Prepared& prepared, const engine::Request& request,
                        const CompareOptions& options, Tally* tally) {
  const Opinion naive = Naive(prepared.policies, request, tally);
  std::string differences;
  const auto expect = [&](const std::string& who, const std::string& actual,
                          const std::string& wanted) {
    if (actual != wanted) differences += who + ": " + actual + "\n  naive: " + wanted + "\n";
  };
  expect("evaluate", EvaluateText(prepared.whole, request), naive.decision);
  if (options.split) expect("in parts", EvaluateText(prepared.parts, request), naive.decision);
  if (options.explain) {
    expect("explain", OpinionText(Explained(prepared.whole.front(), request)), OpinionText(naive));
  }
  return differences;
}

std::vector<std::string> CompareInvalid(const Scenario& scenario, Tally* tally) {
  const Document& document = scenario.documents[*scenario.invalid_document];
  const core::Result<Policy> policy =
      language::ParsePolicy(document.json, document.name, document.kind, AnySize());
  if (policy) return {"invalid document accepted: " + document.json};
  if (policy.error().place.pointer.empty()) {
    return {"no pointer in: " + core::Describe(policy.error()) + "\n" + document.json};
  }
  tally->refused_documents += 1;
  return {};
}

}  // namespace

std::string OutcomeText(engine::Verdict verdict, const std::optional<Layer>& blocked_by) {
  std::string text(engine::VerdictName(verdict));
  if (blocked_by) text += " by " + std::string(engine::LayerName(*blocked_by));
  return text;
}

std::vector<std::string> CompareScenario(const Scenario& scenario, const CompareOptions& options,
                                         Tally* tally) {
  tally->scenarios += 1;
  if (scenario.invalid_document) return CompareInvalid(scenario, tally);
  Prepared prepared;
  if (std::optional<std::string> failure = Prepare(scenario, &prepared)) return {*failure};
  std::vector<std::string> differences;
  for (engine::Request request : scenario.requests) {
    const std::string described = DescribeRequest(request);
    if (core::Result<void> ready = request.Prepare(); !ready) {
      differences.push_back("valid request refused: " + core::Describe(ready.error()) + "\n" +
                            described);
      continue;
    }
    CountOperators(prepared.policies, request, tally);
    const std::string difference = ComparePair(prepared, request, options, tally);
    if (difference.empty()) continue;
    differences.push_back(difference + ScenarioText(scenario) + described + "\n");
  }
  return differences;
}

std::string DescribeTally(const Tally& tally) {
  std::string text = std::to_string(tally.scenarios) + " scenarios, " +
                     std::to_string(tally.pairs) + " pairs, " + std::to_string(tally.input_errors) +
                     " input errors, " + std::to_string(tally.refused_documents) +
                     " documents refused, " + std::to_string(tally.matched_statements) +
                     " deciding statements, " + std::to_string(tally.missing_keys) +
                     " missing keys\n";
  for (const auto& [outcome, count] : tally.outcomes) {
    text += "  " + OutcomeText(outcome.first, outcome.second) + ": " + std::to_string(count) + "\n";
  }
  return text;
}

}  // namespace keyward::policy::naive
