// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/generate/draft.h"

#include <algorithm>
#include <cstdlib>

namespace keyward::policy::naive {
namespace {

using engine::Caller;
using engine::ResourcePolicyKind;

CallerDraft DraftCaller(Entropy& entropy) {
  // Users and sessions are most of the world, and the first words of the list.
  const auto words = CallerWords();
  const std::size_t common = 8;
  const CallerWord& word =
      entropy.Chance(70) ? entropy.Pick(words.first(common)) : entropy.Pick(words);
  CallerDraft caller;
  const std::string_view account = entropy.Chance(70) ? Accounts()[0] : entropy.Pick(Accounts());
  caller.partition = entropy.Chance(90) ? Partitions()[0] : entropy.Pick(Partitions());
  caller.type = word.type;
  caller.text = Render(word.text, caller.partition, account);
  caller.subject = Render(word.subject, caller.partition, account);
  caller.unique_id = word.unique_id;
  caller.states_unique_id = !caller.unique_id.empty() && entropy.Chance(50);
  if (!caller.subject.empty() || word.type == Caller::Type::kRoot) caller.account = account;
  const bool oai = word.type == Caller::Type::kOriginAccessIdentity;
  caller.states_canonical_user = (oai || !caller.account.empty()) && entropy.Chance(50);
  caller.states_issuer = word.type == Caller::Type::kFederatedUser && entropy.Chance(70);
  return caller;
}

std::string AnyCase(std::string text, Entropy& entropy) {
  const bool upper = entropy.Chance(50);
  for (char& c : text) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Draws action and resource, and the facts that follow from them.
void DraftTarget(RequestDraft* draft, Entropy& entropy) {
  const ActionWord& word = entropy.Pick(ActionWords());
  const std::string partition =
      entropy.Chance(92) && !draft->caller.partition.empty() ? draft->caller.partition : "aws";
  draft->action =
      entropy.Chance(90) ? std::string(word.action) : AnyCase(std::string(word.action), entropy);
  const bool own = !draft->caller.account.empty() && entropy.Chance(65);
  draft->owner = own ? draft->caller.account : std::string(entropy.Pick(Accounts()));
  draft->resource = Render(entropy.Pick(word.resources), partition, draft->owner);
  draft->resource_account = entropy.Chance(92) ? draft->owner : "";
  if (draft->resource.find(draft->owner) != std::string::npos && entropy.Chance(60)) {
    draft->resource_account.clear();  // it is in the ARN
  }
  draft->facts.resource_policy_kind = word.kind;
  draft->facts.resource_level = draft->resource != "*";
  draft->facts.rcp_supported = entropy.Chance(85);
  draft->facts.management_account = entropy.Chance(10);
}

// One of some words separated by spaces.
std::string PickWord(std::string_view words, Entropy& entropy) {
  std::vector<std::string> list(1);
  for (char c : words) {
    if (c == ' ') {
      list.emplace_back();
    } else {
      list.back() += c;
    }
  }
  return entropy.Pick(list);
}

std::string ContextValue(const KeyWord& word, Entropy& entropy) {
  if (entropy.Chance(4)) return std::string(entropy.Pick(UnreadableSamples(word.type)));
  if (!word.samples.empty() && entropy.Chance(75)) return PickWord(word.samples, entropy);
  return std::string(entropy.Pick(ContextSamples(word.type)));
}

void AddKey(const KeyWord& word, std::vector<ContextDraft>* context, Entropy& entropy) {
  ContextDraft entry;
  entry.key = entropy.Chance(88) ? std::string(word.key) : AnyCase(std::string(word.key), entropy);
  entry.type = word.type;
  entry.multivalued = word.multivalued != entropy.Chance(4);
  const std::uint32_t count = entry.multivalued ? entropy.Below(4) : 1;
  for (std::uint32_t i = 0; i < count; ++i) entry.values.push_back(ContextValue(word, entropy));
  context->push_back(entry);
  // The same key in another spelling.
  if (!entropy.Chance(3)) return;
  entry.key = AnyCase(entry.key, entropy);
  if (entropy.Chance(50)) entry.values.assign(1, ContextValue(word, entropy));
  const bool same = entry.key == context->back().key;
  if (!same) context->push_back(entry);
}

void AddCallerKeys(const CallerDraft& caller, std::vector<ContextDraft>* context,
                   Entropy& entropy) {
  if (!caller.unique_id.empty() && entropy.Chance(50)) {
    std::string user_id = caller.unique_id;
    if (caller.type == Caller::Type::kRoleSession) user_id += ":s1";
    if (caller.type == Caller::Type::kFederatedUser) user_id = caller.account + ":fed";
    context->push_back({"aws:userid", {user_id}, false, language::ConditionType::kString});
  }
  if (!caller.subject.empty() && entropy.Chance(40)) {
    const bool taken = std::any_of(context->begin(), context->end(), [](const ContextDraft& entry) {
      return entry.key == "aws:PrincipalArn";
    });
    if (taken) return;
    context->push_back(
        {"aws:PrincipalArn", {caller.subject}, false, language::ConditionType::kArn});
  }
}

std::vector<ContextDraft> DraftContext(const CallerDraft& caller, Entropy& entropy) {
  std::vector<ContextDraft> context;
  const std::uint32_t share = 20 + entropy.Below(40);
  for (const KeyWord& word : KeyWords()) {
    if (entropy.Chance(share)) AddKey(word, &context, entropy);
  }
  AddCallerKeys(caller, &context, entropy);
  return context;
}

void DraftGrants(RequestDraft* draft, Entropy& entropy) {
  draft->grants.clear();
  const bool key = draft->facts.resource_policy_kind == ResourcePolicyKind::kKey;
  if (!key && !entropy.Chance(1)) return;
  if (!entropy.Chance(40)) return;
  const std::uint32_t count = 1 + entropy.Below(2);
  for (std::uint32_t i = 0; i < count; ++i) draft->grants.push_back(DraftGrant(*draft, entropy));
}

}  // namespace

std::string CanonicalUserOf(const std::string& account) {
  const char digit = account.empty() ? 'f' : account.front();
  return std::string(52, digit) + "79a59df900b9";
}

RequestDraft DraftRequest(Entropy& entropy) {
  RequestDraft draft;
  draft.caller = DraftCaller(entropy);
  DraftTarget(&draft, entropy);
  draft.context = DraftContext(draft.caller, entropy);
  DraftGrants(&draft, entropy);
  return draft;
}

RequestDraft Vary(const RequestDraft& draft, Entropy& entropy) {
  RequestDraft varied = draft;
  if (entropy.Chance(30)) varied.caller = DraftCaller(entropy);
  if (entropy.Chance(20)) DraftTarget(&varied, entropy);
  if (entropy.Chance(30)) varied.context = DraftContext(varied.caller, entropy);
  if (entropy.Chance(20)) varied.facts.management_account = !varied.facts.management_account;
  if (entropy.Chance(50)) DraftGrants(&varied, entropy);
  return varied;
}

engine::Request BuildRequest(const RequestDraft& draft) {
  const auto build_caller = [&]() -> core::Result<Caller> {
    if (draft.caller.type == Caller::Type::kAnonymous) return Caller();
    if (draft.caller.type == Caller::Type::kService) return Caller::Service(draft.caller.text);
    if (draft.caller.type == Caller::Type::kFederated) return Caller::Federated(draft.caller.text);
    return Caller::FromArn(draft.caller.text);
  };
  core::Result<Caller> caller = build_caller();
  if (!caller) std::abort();  // a defect of the vocabulary
  engine::Request request;
  request.caller = *caller;
  if (draft.caller.states_unique_id) request.caller.set_unique_id(draft.caller.unique_id);
  if (draft.caller.states_canonical_user) {
    request.caller.set_canonical_user_id(CanonicalUserOf(draft.caller.account));
  }
  if (draft.caller.states_issuer && !request.caller.set_session_issuer(draft.caller.subject)) {
    std::abort();
  }
  request.action = draft.action;
  request.resource = draft.resource;
  request.resource_account = draft.resource_account;
  request.facts = draft.facts;
  request.grants = draft.grants;
  for (const ContextDraft& entry : draft.context) {
    if (entry.multivalued) {
      request.context.SetMultivalued(entry.key, entry.values);
    } else {
      request.context.Set(entry.key, entry.values.front());
    }
  }
  return request;
}

}  // namespace keyward::policy::naive
