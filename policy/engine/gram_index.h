// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "policy/match/pattern.h"

namespace keyward::policy::engine {

// Finds patterns by four bytes that a text must hold to match them: for patterns whose beginnings
// tell them apart badly, such as `arn:aws:s3:::*-logs/…`. Tables share one pair of arrays. Built
// once, then immutable.
class GramIndex {
 public:
  using Gram = std::uint32_t;
  static constexpr std::size_t kGramBytes = sizeof(Gram);

  // A pattern's tokens behind its literal beginning, and the value that stands for it.
  struct Item {
    std::span<const match::Token> tokens;
    std::uint32_t value = 0;
  };

  // Whether a pattern holds four literal bytes in a row.
  static bool CanHold(std::span<const match::Token> tokens);

  // Adds a table of items that CanHold, each under its rarest four bytes. Returns the table's id.
  std::uint32_t Add(std::span<const Item> items);

  // Calls visit(value) for every item whose four bytes are in the text; stops when it returns
  // false. A value may come more than once.
  template <typename Visit>
  bool ForEachCandidate(std::uint32_t table, std::string_view text, Visit&& visit) const {
    const Table& at = tables_[table];
    for (; text.size() >= kGramBytes; text.remove_prefix(1)) {
      const Slot* slot = Find(at, GramOf(text));
      if (slot == nullptr) continue;
      for (std::uint32_t i = 0; i < slot->count; ++i) {
        if (!visit(values_[slot->first + i])) return false;
      }
    }
    return true;
  }

  std::size_t memory_bytes() const;

 private:
  struct Slot {
    Gram gram = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // 0: empty
  };
  struct Table {
    std::uint32_t first_slot = 0;
    std::uint32_t mask = 0;  // slots - 1, a power of two less one
  };

  static Gram GramOf(std::string_view text) {
    Gram gram = 0;
    std::memcpy(&gram, text.data(), kGramBytes);
    return gram;
  }
  static std::uint32_t Scatter(Gram gram) { return gram * 0x9E3779B1U >> 7; }

  // The table always has an empty slot, at which a search ends.
  const Slot* Find(const Table& table, Gram gram) const {
    for (std::uint32_t at = Scatter(gram);; ++at) {
      const Slot& slot = slots_[table.first_slot + (at & table.mask)];
      if (slot.count == 0) return nullptr;
      if (slot.gram == gram) return &slot;
    }
  }

  std::vector<Table> tables_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> values_;
};

}  // namespace keyward::policy::engine
