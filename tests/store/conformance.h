// SPDX-License-Identifier: Apache-2.0
//
// The suite that every engine must pass. An engine's test file names itself once:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, Conformance, testing::Values(Subject{...}), SubjectName);
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {

struct Subject {
  std::string name;
  // Opens, or makes, the store that belongs to a directory, keeping `history` revisions at least.
  std::function<core::Result<std::unique_ptr<Store>>(const std::string& directory,
                                                     Revision history)>
      open;
};

// What an engine's own Open gives, as the suite takes it.
template <typename T>
core::Result<std::unique_ptr<Store>> AsStore(core::Result<std::unique_ptr<T>> opened) {
  if (!opened) return opened.error();
  return std::unique_ptr<Store>(*std::move(opened));
}

inline std::string SubjectName(const testing::TestParamInfo<Subject>& info) {
  return info.param.name;
}

class Conformance : public testing::TestWithParam<Subject> {
 protected:
  static constexpr Revision kHistory = 100'000;

  void SetUp() override { Open(kHistory); }

  void Open(Revision history);
  void Reopen(Revision history = kHistory);
  Store& store() { return *store_; }

  // Each expects success.
  Revision Write(std::string_view key, std::string_view value);
  Revision Erase(std::string_view key);
  TxnResult Commit(Txn txn);
  std::optional<KeyValue> Get(std::string_view key);
  // "" when there is no such record.
  std::string Value(std::string_view key);
  RangePage Range(std::string_view prefix, std::size_t limit = kMaxPageItems,
                  std::string_view after = "");
  std::vector<std::string> Keys(std::string_view prefix);
  std::unique_ptr<ChangeStream> Watch(std::string_view prefix, Revision from);
  // The next event with changes; fails the test when there is none for ten seconds.
  WatchEvent NextChange(ChangeStream& stream);

 private:
  TempDirectory directory_;
  std::unique_ptr<Store> store_;
};

// The error's name, or "" when there is none.
template <typename T>
std::string NameOf(const core::Result<T>& result) {
  return result ? "" : result.error().name;
}

}  // namespace keyward::store
