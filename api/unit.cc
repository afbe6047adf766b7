// SPDX-License-Identifier: Apache-2.0
#include "api/unit.h"

#include <utility>

namespace keyward::api {

core::Result<std::optional<std::string>> Unit::Get(std::string_view key) {
  if (const auto own = ops_.find(key); own != ops_.end()) return own->second;
  if (const auto read = reads_.find(key); read != reads_.end()) return read->second.value;
  core::Result<std::optional<store::KeyValue>> found = store_.Get(key);
  if (!found) return std::move(found).error();
  Read read;
  if (*found) read = {(*found)->mod_revision, std::move((*found)->value)};
  return reads_.emplace(key, std::move(read)).first->second.value;
}

core::Result<store::RangePage> Unit::Range(std::string_view prefix, std::size_t limit,
                                           std::string_view after) {
  return store_.Range(prefix, limit, after);
}

void Unit::Put(std::string_view key, std::string value) {
  ops_.insert_or_assign(std::string(key), std::move(value));
}

void Unit::Delete(std::string_view key) { ops_.insert_or_assign(std::string(key), std::nullopt); }

core::Result<Unit::Outcome> Unit::Commit() {
  store::Txn txn;
  for (const auto& [key, read] : reads_) txn.compares.push_back({key, read.revision});
  for (auto& [key, value] : ops_) {
    if (value) {
      txn.ops.emplace_back(store::Put{key, *std::move(value)});
    } else {
      txn.ops.emplace_back(store::Delete{key});
    }
  }
  core::Result<store::TxnResult> done = store_.Commit(std::move(txn));
  if (!done) return std::move(done).error();
  return done->committed ? Outcome::kCommitted : Outcome::kConflict;
}

}  // namespace keyward::api
