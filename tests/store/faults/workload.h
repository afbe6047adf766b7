// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store/store.h"

namespace keyward::store {

using Records = std::map<std::string, std::string>;
using Ops = std::vector<std::variant<Put, Delete>>;

// What a writer's transaction of that number does: puts and deletes of up to four of its own keys,
// which begin with "WRITER/". Always the same, so that who checks knows it too.
Ops OpsOf(std::uint32_t writer, std::uint64_t number);

void Apply(const Ops& ops, Records& records);

// Reads everything under the prefix, in pages. Reports a failed test and stops on an error.
Records ReadAll(Store& store, const std::string& prefix);

// What one writer's records may be. After an acknowledgement: one thing. While a transaction is
// under way, or after it failed: as before, or as after it, wholly.
class Expectation {
 public:
  void Begin(const Ops& ops);
  void Acknowledge();
  bool Allows(const Records& found) const;
  // Takes what was found to be what is.
  void Settle(Records found);

  const Records& records() const { return records_; }

 private:
  Records records_;
  std::vector<Records> possible_;  // since the last acknowledgement; the last is under way
};

// Whether the history from its beginning ends, for each key, in what the records say. Needs a store
// that has kept its whole history. Returns what is wrong, or "".
std::string CompareHistory(Store& store);

}  // namespace keyward::store
