// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/engine/gram_index.h"
#include "policy/engine/trie.h"
#include "policy/match/caller.h"
#include "policy/match/principal.h"

namespace keyward::policy::engine {

// The keys under which statements that may concern a caller stand.
struct CallerKeys {
  std::array<std::uint64_t, 5> hashes{};
  std::size_t count = 0;
  bool all = false;  // a fact about the caller is missing: look at every statement

  std::span<const std::uint64_t> view() const { return {hashes.data(), count}; }
};
CallerKeys KeysOf(const match::Caller& caller);

// Finds, for an action, a caller and a resource, the statements whose patterns can match: a
// superset, which the matcher then decides. First by the action's literal beginning, then by
// principal, then by the resource's literal beginning or, where many resources begin alike, by
// literal bytes further on.
class StatementIndex {
 public:
  // One pair of an action pattern and a resource pattern of one statement.
  struct Entry {
    std::string_view action;                      // folded literal beginning
    bool action_exact = false;                    // the beginning is all of it
    std::uint64_t principal = 0;                  // a key as in KeysOf; 0 = may concern anyone
    std::string_view resource;                    // literal beginning
    std::span<const match::Token> resource_rest;  // the pattern's tokens behind that
    std::uint32_t statement = 0;
  };

  StatementIndex() = default;
  explicit StatementIndex(std::vector<Entry> entries);

  // Calls visit(statement); stops when it returns false. A statement may come more than once.
  template <typename Visit>
  void ForEachCandidate(std::string_view action, const CallerKeys& caller,
                        std::string_view resource, Visit&& visit) const {
    if (groups_.empty()) return;
    tries_.ForEachPrefix(action_root_, action, [&](std::uint32_t first_group) {
      const Group& head = groups_[first_group];
      if (head.action_exact && head.action_length != action.size()) return true;
      const std::span<const Group> groups(&head, head.siblings);
      return ForEachConcerning(groups, caller, [&](const Group& group) {
        if (!tries_.ForEachPrefix(group.resource_root, resource, visit)) return false;
        return group.gram_table == kNoTable ||
               grams_.ForEachCandidate(group.gram_table, resource, visit);
      });
    });
  }

  std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t kNoTable = 0xFFFFFFFF;
  // A group with fewer patterns that could go by their inner bytes is quicker without.
  static constexpr std::size_t kMinGramItems = 16;

  // Statements with one action beginning and one principal key. Groups of an action stand together.
  struct Group {
    std::uint64_t principal = 0;
    std::uint32_t resource_root = 0;
    std::uint32_t gram_table = kNoTable;
    std::uint32_t siblings = 0;  // on the first group of an action: how many there are
    std::uint32_t action_length = 0;
    bool action_exact = false;
  };

  // Calls visit(group) for the groups, sorted by principal, that may concern the caller.
  template <typename Visit>
  static bool ForEachConcerning(std::span<const Group> groups, const CallerKeys& caller,
                                Visit&& visit) {
    if (caller.all) return std::all_of(groups.begin(), groups.end(), visit);
    if (groups.front().principal == 0 && !visit(groups.front())) return false;
    for (const std::uint64_t key : caller.view()) {
      const auto at =
          std::lower_bound(groups.begin(), groups.end(), key,
                           [](const Group& group, std::uint64_t k) { return group.principal < k; });
      if (at != groups.end() && at->principal == key && !visit(*at)) return false;
    }
    return true;
  }

  // Adds the group of these entries, which share action and principal.
  void AddGroup(std::span<const Entry> entries);

  TrieForest tries_;
  GramIndex grams_;
  std::vector<Group> groups_;
  std::uint32_t action_root_ = 0;
};

// The key of a principal pattern; 0 when it may concern anyone.
std::uint64_t KeyOf(const match::PrincipalPattern& pattern);

}  // namespace keyward::policy::engine
