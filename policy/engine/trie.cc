// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/trie.h"

#include <algorithm>
#include <deque>

namespace keyward::policy::engine {
namespace {

// The length that two texts have in common.
std::size_t CommonLength(std::string_view a, std::string_view b) {
  const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(end - a.begin());
}

// Items [begin, end) share `depth` bytes, which lead to `node`.
struct Range {
  std::uint32_t node;
  std::size_t begin;
  std::size_t end;
  std::size_t depth;
};

}  // namespace

std::uint32_t TrieForest::Add(std::vector<Item>* items) {
  std::sort(items->begin(), items->end());
  items->erase(std::unique(items->begin(), items->end()), items->end());
  const auto root = static_cast<std::uint32_t>(nodes_.size());
  nodes_.emplace_back();
  std::deque<Range> open = {{root, 0, items->size(), 0}};
  for (; !open.empty(); open.pop_front()) {
    const Range range = open.front();
    std::size_t at = range.begin;
    nodes_[range.node].first_value = static_cast<std::uint32_t>(values_.size());
    for (; at < range.end && (*items)[at].first.size() == range.depth; ++at)
      values_.push_back((*items)[at].second);
    nodes_[range.node].value_count = static_cast<std::uint32_t>(at - range.begin);
    nodes_[range.node].first_child = static_cast<std::uint32_t>(nodes_.size());
    while (at < range.end) {
      const std::string_view first = (*items)[at].first;
      std::size_t next = at + 1;
      while (next < range.end && (*items)[next].first[range.depth] == first[range.depth]) ++next;
      const std::size_t depth = CommonLength(first, (*items)[next - 1].first);
      const auto child = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
      nodes_[child].label = first.substr(range.depth, depth - range.depth);
      ++nodes_[range.node].child_count;
      open.push_back({child, at, next, depth});
      at = next;
    }
  }
  return root;
}

const TrieForest::Node* TrieForest::FindChild(const Node& parent, char first) const {
  const Node* begin = nodes_.data() + parent.first_child;
  const Node* end = begin + parent.child_count;
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  const Node* found = std::lower_bound(begin, end, first, [byte](const Node& node, char c) {
    return byte(node.label.front()) < byte(c);
  });
  return found != end && found->label.front() == first ? found : nullptr;
}

void TrieForest::ShrinkToFit() {
  nodes_.shrink_to_fit();
  values_.shrink_to_fit();
}

std::size_t TrieForest::memory_bytes() const {
  return nodes_.capacity() * sizeof(Node) + values_.capacity() * sizeof(std::uint32_t);
}

}  // namespace keyward::policy::engine
