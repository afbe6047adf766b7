// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/gram_index.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

namespace keyward::policy::engine {
namespace {

using match::Token;

template <typename Visit>
void ForEachWindow(std::span<const Token> tokens, Visit&& visit) {
  for (const Token& token : tokens) {
    if (token.type != Token::Type::kLiteral) continue;
    for (std::string_view text = token.text; text.size() >= GramIndex::kGramBytes;
         text.remove_prefix(1)) {
      visit(text);
    }
  }
}

}  // namespace

bool GramIndex::CanHold(std::span<const Token> tokens) {
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return token.type == Token::Type::kLiteral && token.text.size() >= kGramBytes;
  });
}

std::uint32_t GramIndex::Add(std::span<const Item> items) {
  std::unordered_map<Gram, std::uint32_t> popularity;
  for (const Item& item : items) {
    ForEachWindow(item.tokens, [&](std::string_view window) { ++popularity[GramOf(window)]; });
  }
  std::vector<std::pair<Gram, std::uint32_t>> chosen;
  for (const Item& item : items) {
    Gram rarest = 0;
    std::uint32_t least = 0;
    ForEachWindow(item.tokens, [&](std::string_view window) {
      const Gram gram = GramOf(window);
      if (least == 0 || popularity[gram] < least) {
        rarest = gram;
        least = popularity[gram];
      }
    });
    chosen.emplace_back(rarest, item.value);
  }
  std::sort(chosen.begin(), chosen.end());

  const auto size = static_cast<std::uint32_t>(std::bit_ceil(2 * chosen.size() + 1));
  const Table table{static_cast<std::uint32_t>(slots_.size()), size - 1};
  slots_.resize(slots_.size() + size);
  for (const auto& [gram, value] : chosen) {
    std::uint32_t at = Scatter(gram);
    const auto slot = [&]() -> Slot& { return slots_[table.first_slot + (at & table.mask)]; };
    while (slot().count != 0 && slot().gram != gram) ++at;
    if (slot().count == 0) slot() = {gram, static_cast<std::uint32_t>(values_.size()), 0};
    ++slot().count;
    values_.push_back(value);
  }
  tables_.push_back(table);
  return static_cast<std::uint32_t>(tables_.size() - 1);
}

std::size_t GramIndex::memory_bytes() const {
  return tables_.capacity() * sizeof(Table) + slots_.capacity() * sizeof(Slot) +
         values_.capacity() * sizeof(std::uint32_t);
}

}  // namespace keyward::policy::engine
