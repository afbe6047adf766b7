// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/authorizer.h"
#include "iam/policy_loader.h"
#include "store/store.h"

namespace keyward::iam {

// The policies of an installation's principals and accounts, compiled once and kept.
//
// What is kept is dropped as soon as a record that it was made of changes: a watch on the store is
// emptied before each answer, and a commit is in the watch before it is acknowledged. So a change
// takes effect on the next request. When the watch cannot be read nothing is answered. Thread-safe.
class DirectoryPolicies final : public api::PolicySource {
 public:
  // Principals and accounts that are kept; the least recently used leave first.
  static constexpr std::size_t kMaxKept = 10'000;

  // Errors: those of Store::Watch.
  static core::Result<std::unique_ptr<DirectoryPolicies>> Create(store::Store& store);

  core::Result<Applicable> PoliciesFor(const api::Caller& caller,
                                       std::string_view resource_account) override;

 private:
  using Loaded = std::shared_ptr<const LoadedPolicies>;
  struct Kept {
    std::string name;
    Loaded loaded;
  };
  using Entries = std::list<Kept>;  // most recently used first

  explicit DirectoryPolicies(store::Store& store) : store_(store) {}

  // Returns what is kept under `name`, or loads it. To be called after DropChanged.
  core::Result<Loaded> Find(const std::string& name,
                            const std::function<core::Result<LoadedPolicies>()>& load);
  core::Result<Loaded> FindPrincipal(const api::Caller& caller);

  // Under mutex_.
  core::Result<void> DropChanged();
  core::Result<void> WatchAnew();
  void DropAll();
  void Drop(Entries::iterator entry);
  void Keep(std::string name, Loaded loaded);

  store::Store& store_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<store::ChangeStream>> streams_;  // iam/ and org/
  std::uint64_t changes_ = 0;
  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator> by_name_;
  std::unordered_multimap<std::string, Entries::iterator> by_key_;
};

}  // namespace keyward::iam
