// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "policy/catalog/facts.h"

namespace keyward::policy::catalog {

// Finds actions by service prefix and name, ASCII case ignored: one probe of a hash table, as a
// binary search over all names misses the cache at each step. Immutable after Build; then
// thread-safe.
class ActionIndex {
 public:
  // Indexes `actions`, which must outlive this and not move. False when so many names collide that
  // look-ups would be slow: a file made for that.
  bool Build(std::span<const Action> actions);

  // Returns null when there is no such action. Does not allocate.
  const Action* Find(std::string_view prefix, std::string_view name) const;

 private:
  // With half of the slots free, real names stay under some dozens.
  static constexpr std::size_t kMaxProbes = 1024;

  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  // of the action, from 1; 0 = free
  };

  std::span<const Action> actions_;
  std::vector<Slot> slots_;  // a power of two, at least twice the actions
};

}  // namespace keyward::policy::catalog
