// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_store.h"
#include "tests/store/conformance.h"

namespace keyward::store {
namespace {

const Subject kSqlite = {
    "Sqlite", [](const std::string& directory, Revision history) {
      return AsStore(sqlite::Open({.directory = directory, .history = history}));
    }};

INSTANTIATE_TEST_SUITE_P(Engines, Conformance, testing::Values(kSqlite), SubjectName);

}  // namespace
}  // namespace keyward::store
