// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "policy/language/policy.h"

namespace keyward::policy::match {

// Kleene's three values. kUndefined: what was to be compared cannot be.
enum class Truth : std::uint8_t { kFalse, kUndefined, kTrue };

constexpr Truth Or(Truth a, Truth b) { return std::max(a, b); }
constexpr Truth And(Truth a, Truth b) { return std::min(a, b); }
constexpr Truth Not(Truth a) {
  return a == Truth::kTrue ? Truth::kFalse : a == Truth::kFalse ? Truth::kTrue : Truth::kUndefined;
}
constexpr Truth ToTruth(bool value) { return value ? Truth::kTrue : Truth::kFalse; }

// Where nothing can be said, an Allow does not match and a Deny does.
constexpr bool Holds(Truth truth, language::Effect effect) {
  return truth == Truth::kTrue || (truth == Truth::kUndefined && effect == language::Effect::kDeny);
}

}  // namespace keyward::policy::match
