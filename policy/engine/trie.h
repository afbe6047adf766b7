// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace keyward::policy::engine {

// Radix tries in one pair of arrays: each finds the values whose key is a prefix of a text, in time
// linear in the text. Built once; then immutable and safe to share. Keys are views that outlive the
// tries.
class TrieForest {
 public:
  using Item = std::pair<std::string_view, std::uint32_t>;  // key and value

  // Adds a trie and returns its root. Sorts `items`. Uses no recursion.
  std::uint32_t Add(std::vector<Item>* items);

  // Calls visit(value) for every value whose key is a prefix of `text`; stops when it returns
  // false.
  template <typename Visit>
  bool ForEachPrefix(std::uint32_t root, std::string_view text, Visit&& visit) const {
    std::uint32_t node = root;
    while (true) {
      const Node& at = nodes_[node];
      for (std::uint32_t i = 0; i < at.value_count; ++i) {
        if (!visit(values_[at.first_value + i])) return false;
      }
      if (text.empty() || at.child_count == 0) return true;
      const Node* child = FindChild(at, text.front());
      if (child == nullptr || !text.starts_with(child->label)) return true;
      text.remove_prefix(child->label.size());
      node = static_cast<std::uint32_t>(child - nodes_.data());
    }
  }

  void ShrinkToFit();
  std::size_t memory_bytes() const;

 private:
  struct Node {
    std::string_view label;  // from the parent to here
    std::uint32_t first_child = 0;
    std::uint32_t first_value = 0;
    std::uint32_t value_count = 0;
    std::uint16_t child_count = 0;  // at most 256, one for each first byte, sorted
  };

  const Node* FindChild(const Node& parent, char first) const;

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> values_;
};

}  // namespace keyward::policy::engine
