// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace keyward::policy::naive {

// Kleene's three truth values, in the order that makes AND the minimum and OR the maximum.
enum class Kleene : std::uint8_t { kFalse, kUndefined, kTrue };

inline Kleene Known(bool value) { return value ? Kleene::kTrue : Kleene::kFalse; }
inline Kleene And(Kleene a, Kleene b) { return std::min(a, b); }
inline Kleene Or(Kleene a, Kleene b) { return std::max(a, b); }
inline Kleene Not(Kleene a) {
  if (a == Kleene::kUndefined) return a;
  return Known(a == Kleene::kFalse);
}

}  // namespace keyward::policy::naive
