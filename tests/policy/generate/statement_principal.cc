// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>

#include "tests/policy/generate/statement_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Caller;
using engine::Layer;
using language::PolicyKind;

struct Named {
  std::string group;  // "AWS", "Service", "Federated", "CanonicalUser"
  std::string value;
};

bool TakesCanonicalUsers(PolicyKind kind) {
  return kind == PolicyKind::kBucket || kind == PolicyKind::kOtherResource;
}

// Every way of naming the caller.
std::vector<Named> NamesOf(const CallerDraft& caller, PolicyKind kind) {
  std::vector<Named> names;
  if (caller.type == Caller::Type::kService) return {{"Service", caller.text}};
  if (caller.type == Caller::Type::kFederated) return {{"Federated", caller.text}};
  if (TakesCanonicalUsers(kind) && caller.type != Caller::Type::kAnonymous) {
    names.push_back({"CanonicalUser", CanonicalUserOf(caller.account)});
  }
  if (caller.type == Caller::Type::kOriginAccessIdentity) names.push_back({"AWS", caller.text});
  if (caller.account.empty()) return names;
  names.push_back({"AWS", caller.account});
  names.push_back({"AWS", "arn:" + caller.partition + ":iam::" + caller.account + ":root"});
  names.push_back({"AWS", caller.text});
  if (!caller.subject.empty()) names.push_back({"AWS", caller.subject});
  if (!caller.unique_id.empty()) names.push_back({"AWS", caller.unique_id});
  return names;
}

Named AnyName(PolicyKind kind, Entropy& entropy) {
  const CallerWord& word = entropy.Pick(CallerWords());
  CallerDraft other;
  other.type = word.type;
  other.partition = entropy.Chance(85) ? Partitions()[0] : entropy.Pick(Partitions());
  const std::string_view account = entropy.Pick(Accounts());
  if (!word.subject.empty()) other.account = account;
  other.text = Render(word.text, other.partition, account);
  other.subject = Render(word.subject, other.partition, account);
  other.unique_id = word.unique_id;
  const std::vector<Named> names = NamesOf(other, kind);
  return names.empty() ? Named{"Service", "events.amazonaws.com"} : entropy.Pick(names);
}

// {"AWS": [...], "Service": ...}
std::string PrincipalMap(const std::vector<Named>& names, Entropy& entropy) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const Named& name : names) {
    std::vector<std::string>& values = groups[name.group];
    const std::string quoted = Quoted(name.value);
    bool known = false;
    for (const std::string& value : values) known = known || value == quoted;
    if (!known) values.push_back(quoted);
  }
  JsonMembers members;
  for (const auto& [group, values] : groups) {
    members.emplace_back(group, ScalarOrList(values, entropy));
  }
  return JsonObject(members);
}

// Lists most of the caller's names, so that the exemption is now and then complete.
std::string NotPrincipal(const Place& place, Entropy& entropy) {
  std::vector<Named> listed;
  for (const Named& name : NamesOf(place.scene->caller, place.kind)) {
    if (entropy.Chance(75)) listed.push_back(name);
  }
  if (listed.empty() || entropy.Chance(15)) listed.push_back(AnyName(place.kind, entropy));
  return PrincipalMap(listed, entropy);
}

}  // namespace

JsonMembers PrincipalElement(const Place& place, bool allow, std::uint32_t fit, Entropy& entropy) {
  if (!language::HasPrincipal(place.kind)) return {};
  if (place.layer == Layer::kRcp) return {{"Principal", "\"*\""}};
  const std::uint32_t negations = allow ? 6 : 30;
  if (place.layer != Layer::kEndpoint && entropy.Chance(negations)) {
    return {{"NotPrincipal", NotPrincipal(place, entropy)}};
  }
  const std::uint32_t everyone = place.layer == Layer::kEndpoint ? 60 : 15;
  if (entropy.Chance(everyone)) {
    return {{"Principal", entropy.Chance(50) ? "\"*\"" : "{\"AWS\": \"*\"}"}};
  }
  std::vector<Named> names;
  const std::vector<Named> own = NamesOf(place.scene->caller, place.kind);
  if (entropy.Chance(fit) && !own.empty()) names.push_back(entropy.Pick(own));
  if (names.empty() || entropy.Chance(30)) names.push_back(AnyName(place.kind, entropy));
  if (entropy.Chance(10)) names.push_back(AnyName(place.kind, entropy));
  return {{"Principal", PrincipalMap(names, entropy)}};
}

}  // namespace keyward::policy::naive
