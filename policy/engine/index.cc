// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/index.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "policy/match/hash.h"

namespace keyward::policy::engine {
namespace {

using language::Principal;
using match::Caller;
using match::Hash;

constexpr std::uint64_t kAccountSalt = 0x6163636F756E7431;
constexpr std::uint64_t kRoleSalt = 0x726F6C656E616D65;

// Never 0, which means anyone.
std::uint64_t NotZero(std::uint64_t hash) { return hash | 1; }

std::uint64_t AccountKey(std::string_view account) { return NotZero(Hash(account) ^ kAccountSalt); }
std::uint64_t RoleKey(std::string_view account, std::string_view name) {
  return NotZero((Hash(account) ^ kRoleSalt) * 31 + Hash(name));
}
std::uint64_t TextKey(std::string_view text) { return NotZero(Hash(text)); }

}  // namespace

CallerKeys KeysOf(const Caller& caller) {
  CallerKeys keys;
  const auto add = [&keys](std::uint64_t key) { keys.hashes[keys.count++] = key; };
  if (!caller.account().empty()) add(AccountKey(caller.account()));
  if (!caller.text().empty()) add(TextKey(caller.text()));
  const bool role =
      caller.type() == Caller::Type::kRole || caller.type() == Caller::Type::kRoleSession;
  if (role) add(RoleKey(caller.account(), caller.name()));
  if (!caller.session_issuer().empty()) add(TextKey(caller.session_issuer()));
  // Users may stand for an issuer that is not stated, and sessions for a role given without one.
  keys.all = caller.type() == Caller::Type::kRole ||
             (caller.type() == Caller::Type::kFederatedUser && caller.session_issuer().empty());
  return keys;
}

std::uint64_t KeyOf(const match::PrincipalPattern& pattern) {
  switch (pattern.type) {
    case Principal::Type::kEveryone:
    case Principal::Type::kUniqueId:
    case Principal::Type::kCanonicalUser:
      return 0;
    case Principal::Type::kAccount:
      return AccountKey(pattern.account);
    case Principal::Type::kRole:
      return RoleKey(pattern.account, pattern.name);
    case Principal::Type::kUser:
    case Principal::Type::kRoleSession:
    case Principal::Type::kFederatedUser:
    case Principal::Type::kOriginAccessIdentity:
    case Principal::Type::kService:
    case Principal::Type::kFederated:
      return TextKey(pattern.value);
  }
  return 0;
}

StatementIndex::StatementIndex(std::vector<Entry> entries) {
  const auto action_key = [](const Entry& entry) {
    return std::tuple(entry.action, entry.action_exact);
  };
  const auto group_key = [](const Entry& entry) {
    return std::tuple(entry.action, entry.action_exact, entry.principal);
  };
  std::sort(entries.begin(), entries.end(),
            [&](const Entry& a, const Entry& b) { return group_key(a) < group_key(b); });
  std::vector<TrieForest::Item> actions;
  std::uint32_t head = 0;
  for (std::size_t at = 0; at < entries.size();) {
    std::size_t end = at;
    while (end < entries.size() && group_key(entries[end]) == group_key(entries[at])) ++end;
    if (at == 0 || action_key(entries[at]) != action_key(entries[at - 1])) {
      head = static_cast<std::uint32_t>(groups_.size());
      actions.emplace_back(entries[at].action, head);
    }
    AddGroup(std::span(entries).subspan(at, end - at));
    ++groups_[head].siblings;
    at = end;
  }
  action_root_ = tries_.Add(&actions);
  tries_.ShrinkToFit();
  groups_.shrink_to_fit();
}

void StatementIndex::AddGroup(std::span<const Entry> entries) {
  const auto goes_by_grams = [](const Entry& entry) {
    return GramIndex::CanHold(entry.resource_rest);
  };
  const auto count = std::count_if(entries.begin(), entries.end(), goes_by_grams);
  const bool use_grams = static_cast<std::size_t>(count) >= kMinGramItems;
  std::vector<TrieForest::Item> prefixes;
  std::vector<GramIndex::Item> grams;
  for (const Entry& entry : entries) {
    if (use_grams && goes_by_grams(entry)) {
      grams.push_back({entry.resource_rest, entry.statement});
    } else {
      prefixes.emplace_back(entry.resource, entry.statement);
    }
  }
  Group group;
  group.principal = entries.front().principal;
  group.action_length = static_cast<std::uint32_t>(entries.front().action.size());
  group.action_exact = entries.front().action_exact;
  group.resource_root = tries_.Add(&prefixes);
  if (use_grams) group.gram_table = grams_.Add(grams);
  groups_.push_back(group);
}

std::size_t StatementIndex::memory_bytes() const {
  return tries_.memory_bytes() + grams_.memory_bytes() + groups_.capacity() * sizeof(Group);
}

}  // namespace keyward::policy::engine
