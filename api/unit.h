// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "store/store.h"

namespace keyward::api {

// What one operation reads and changes in the store, committed in one step.
//
// Every record that was read is compared when the unit commits: it commits only if nobody changed
// any of them meanwhile, and so as if it had run alone. What Range shows is not compared; whoever
// must not miss a record keeps a count or an entry of it in a record of its own. One thread at a
// time.
class Unit {
 public:
  explicit Unit(store::Store& store) : store_(store) {}

  // Returns the record's value, or nothing. Sees this unit's own changes. Errors: those of Store.
  core::Result<std::optional<std::string>> Get(std::string_view key);

  // A page of what is committed: this unit's own changes are not in it.
  core::Result<store::RangePage> Range(std::string_view prefix, std::size_t limit,
                                       std::string_view after = "");

  void Put(std::string_view key, std::string value);
  void Delete(std::string_view key);
  bool changes_anything() const { return !ops_.empty(); }

  enum class Outcome : std::uint8_t { kCommitted, kConflict };
  // Commits the changes. On a conflict nothing is done: begin again with a new unit. To be called
  // once. Errors: those of Store; kInvalidArgument when there are too many records in it.
  core::Result<Outcome> Commit();

 private:
  struct Read {
    store::Revision revision = 0;  // 0: it does not exist
    std::optional<std::string> value;
  };

  store::Store& store_;
  std::map<std::string, Read, std::less<>> reads_;
  std::map<std::string, std::optional<std::string>, std::less<>> ops_;  // nothing: deleted
};

}  // namespace keyward::api
