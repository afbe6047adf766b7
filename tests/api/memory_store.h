// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "store/store.h"

namespace keyward::api {

// A store in memory, for tests of what stands on one: the same compares and revisions, no watch.
// Thread-safe.
class MemoryStore final : public store::Store {
 public:
  core::Result<std::optional<store::KeyValue>> Get(std::string_view key) override;
  core::Result<store::RangePage> Range(std::string_view prefix, std::size_t limit,
                                       std::string_view after) override;
  core::Result<store::TxnResult> Commit(store::Txn txn) override;
  core::Result<std::unique_ptr<store::ChangeStream>> Watch(std::string_view prefix,
                                                           store::Revision from) override;
  core::Result<store::Revision> CurrentRevision() override;

  // From now on every call fails with kUnavailable "StoreFailed".
  void Break() { broken_ = true; }

 private:
  core::Result<void> Working() const;

  std::mutex mutex_;
  std::map<std::string, store::KeyValue, std::less<>> records_;
  store::Revision revision_ = 0;
  bool broken_ = false;
};

}  // namespace keyward::api
