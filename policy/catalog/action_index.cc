// SPDX-License-Identifier: Apache-2.0
#include "policy/catalog/action_index.h"

#include <bit>
#include <cstring>

#include "policy/catalog/text.h"

namespace keyward::policy::catalog {
namespace {

// Hashes eight bytes at a time. Setting bit 0x20 of each makes the two cases of a letter one (and a
// few other pairs of bytes, which the comparison after it tells apart).
class Hash {
 public:
  void Add(std::string_view text) {
    while (text.size() >= sizeof(std::uint64_t)) {
      Mix(text.data(), sizeof(std::uint64_t));
      text.remove_prefix(sizeof(std::uint64_t));
    }
    Mix(text.data(), text.size());
  }
  std::uint32_t Fold() const { return static_cast<std::uint32_t>(state_ >> 32); }

 private:
  void Mix(const char* bytes, std::size_t size) {
    std::uint64_t word = 0;
    if (size != 0) std::memcpy(&word, bytes, size);
    state_ = (state_ ^ (word | 0x2020202020202020)) * kOddMultiplier;
    state_ ^= state_ >> 29;
  }

  // 2^64 divided by the golden ratio: spreads each bit over the high half of the product.
  static constexpr std::uint64_t kOddMultiplier = 0x9e3779b97f4a7c15;
  std::uint64_t state_ = 0;
};

std::uint32_t HashName(std::string_view prefix, std::string_view name) {
  Hash hash;
  hash.Add(prefix);
  hash.Add(name);
  return hash.Fold();
}

}  // namespace

bool ActionIndex::Build(std::span<const Action> actions) {
  actions_ = actions;
  slots_.assign(std::bit_ceil(2 * actions.size() + 1), Slot{});
  for (std::uint32_t i = 0; i < actions.size(); ++i) {
    const std::uint32_t hash = HashName(actions[i].service->prefix, actions[i].name);
    std::size_t at = hash & (slots_.size() - 1);
    for (std::size_t probes = 0; slots_[at].number != 0; ++probes) {
      if (probes == kMaxProbes) return false;
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = {hash, i + 1};
  }
  return true;
}

const Action* ActionIndex::Find(std::string_view prefix, std::string_view name) const {
  if (slots_.empty()) return nullptr;
  const std::uint32_t hash = HashName(prefix, name);
  for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot slot = slots_[at];
    if (slot.number == 0) return nullptr;
    if (slot.hash != hash) continue;
    const Action& action = actions_[slot.number - 1];
    if (EqualsFolded(action.name, name) && EqualsFolded(action.service->prefix, prefix)) {
      return &action;
    }
  }
}

}  // namespace keyward::policy::catalog
