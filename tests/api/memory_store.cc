// SPDX-License-Identifier: Apache-2.0
#include "tests/api/memory_store.h"

#include <utility>
#include <variant>

namespace keyward::api {

using store::KeyValue;
using store::Revision;

core::Result<void> MemoryStore::Working() const {
  if (!broken_) return {};
  return core::Error{core::ErrorCode::kUnavailable, "StoreFailed", "the store is broken"};
}

core::Result<std::optional<KeyValue>> MemoryStore::Get(std::string_view key) {
  if (core::Result<void> working = Working(); !working) return working.error();
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(key);
  if (found == records_.end()) return std::optional<KeyValue>();
  return std::optional<KeyValue>(found->second);
}

core::Result<store::RangePage> MemoryStore::Range(std::string_view prefix, std::size_t limit,
                                                  std::string_view after) {
  if (core::Result<void> working = Working(); !working) return working.error();
  const std::lock_guard lock(mutex_);
  store::RangePage page;
  page.revision = revision_;
  for (auto at = after > prefix ? records_.upper_bound(after) : records_.lower_bound(prefix);
       at != records_.end() && at->first.starts_with(prefix); ++at) {
    if (page.items.size() == limit) {
      page.more = true;
      break;
    }
    page.items.push_back(at->second);
  }
  return page;
}

core::Result<store::TxnResult> MemoryStore::Commit(store::Txn txn) {
  if (core::Result<void> working = Working(); !working) return working.error();
  const std::lock_guard lock(mutex_);
  store::TxnResult result{true, revision_, {}};
  for (const store::Compare& compare : txn.compares) {
    const auto found = records_.find(compare.key);
    const Revision revision = found == records_.end() ? 0 : found->second.mod_revision;
    if (revision != compare.mod_revision) result.conflicts.push_back({compare.key, revision});
  }
  result.committed = result.conflicts.empty();
  if (!result.committed || txn.ops.empty()) return result;
  result.revision = ++revision_;
  for (auto& op : txn.ops) {
    if (store::Put* put = std::get_if<store::Put>(&op)) {
      KeyValue& record = records_[put->key];
      const Revision created = record.create_revision == 0 ? revision_ : record.create_revision;
      record = {put->key, std::move(put->value), created, revision_};
    } else {
      records_.erase(std::get<store::Delete>(op).key);
    }
  }
  return result;
}

core::Result<std::unique_ptr<store::ChangeStream>> MemoryStore::Watch(std::string_view /*prefix*/,
                                                                      Revision /*from*/) {
  return core::Error{core::ErrorCode::kUnimplemented, "NotWatchable",
                     "a store in memory cannot be watched"};
}

core::Result<Revision> MemoryStore::CurrentRevision() {
  const std::lock_guard lock(mutex_);
  return revision_;
}

}  // namespace keyward::api
