// SPDX-License-Identifier: Apache-2.0
#include "api/authorizer.h"

#include <utility>

#include "api/denial.h"
#include "api/request_context.h"

namespace keyward::api {

using policy::engine::PolicySet;
using policy::engine::Request;

struct Authorizer::Question {
  PolicySource::Applicable applicable;
  std::vector<const PolicySet*> sets;
  Request request;
};

namespace {

// "ReadOnly, statement 2": which policy and statement, as its author counts.
std::string Describe(std::span<const PolicySet* const> sets,
                     const policy::engine::Decision& decision) {
  if (!decision.statement) return "";
  const auto info = sets[decision.statement->set]->statement(decision.statement->statement);
  std::string text(info.policy_name);
  text.append(", statement ").append(std::to_string(info.index + 1));
  if (!info.sid.empty()) text.append(" `").append(info.sid).append("`");
  return text;
}

}  // namespace

core::Result<Authorizer::Question> Authorizer::Ask(const Caller& caller, const Transport& transport,
                                                   std::string_view action, const Target& target,
                                                   std::span<const ContextValue> extra) const {
  core::Result<PolicySource::Applicable> applicable = policies_.PoliciesFor(caller, target.account);
  if (!applicable) return std::move(applicable).error();
  Question question{*std::move(applicable), {}, {}};
  for (const auto& set : question.applicable.sets) question.sets.push_back(set.get());
  if (caller.session && caller.session->policies) {
    question.sets.push_back(caller.session->policies.get());
  }
  if (target.policy) question.sets.push_back(target.policy.get());
  Request& request = question.request;
  request.caller = caller.principal;
  request.action = action;
  request.resource = target.arn;
  request.resource_account = target.account;
  request.facts = policy::engine::DefaultFacts(action, target.arn);
  request.facts.management_account = question.applicable.management_account;
  request.facts.resource_policy_kind = target.policy_kind;
  request.grants = target.grants;
  FillContext(caller, question.applicable.principal_tags, transport, target, request.context);
  for (const ContextValue& value : extra) SetValue(value, request.context);
  if (core::Result<void> ready = request.Prepare(); !ready) return ready.error();
  return question;
}

core::Result<Verdict> Authorizer::Decide(const Caller& caller, const Transport& transport,
                                         std::string_view action, const Target& target,
                                         std::span<const ContextValue> extra) const {
  core::Result<Question> question = Ask(caller, transport, action, target, extra);
  if (!question) return std::move(question).error();
  core::Result<policy::engine::Decision> decision = Evaluate(question->sets, question->request);
  if (!decision) return std::move(decision).error();
  Verdict verdict{*decision, "", Describe(question->sets, *decision)};
  if (!decision->allowed()) {
    verdict.message = DenialMessage(caller.principal.text(), action, target.arn, *decision);
  }
  return verdict;
}

core::Result<policy::engine::Explanation> Authorizer::Explain(
    const Caller& caller, const Transport& transport, std::string_view action, const Target& target,
    std::span<const ContextValue> extra) const {
  core::Result<Question> question = Ask(caller, transport, action, target, extra);
  if (!question) return std::move(question).error();
  return policy::engine::Explain(question->sets, question->request);
}

}  // namespace keyward::api
