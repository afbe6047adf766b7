// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "store/backup/reader.h"
#include "store/snapshot.h"

namespace keyward::store {

// A snapshot of what a test makes up.
class MemorySnapshot final : public Snapshot {
 public:
  Revision last = 0;
  std::map<std::string, std::string, std::less<>> metas;
  std::vector<Change> changes;
  std::vector<KeyValue> records;

  Revision revision() const override { return last; }
  core::Result<std::optional<std::string>> Meta(std::string_view name) override;
  core::Result<std::vector<Change>> LastChanges() override { return changes; }
  core::Result<void> ForEach(
      const std::function<core::Result<void>(const KeyValue&)>& visit) override;
  core::Result<void> CheckStructure() override { return {}; }
};

// The one of the worked example in docs/formats/backup.md: two records at revision 7.
MemorySnapshot ExampleSnapshot();

// What a reader makes of bytes: the preamble and all records, or its error.
struct WholeBackup {
  backup::Preamble preamble;
  std::vector<KeyValue> records;
};
core::Result<WholeBackup> ReadBackup(std::string_view bytes);

// What the writer makes of a snapshot. Throws std::runtime_error when it fails.
std::string WrittenBackup(Snapshot& snapshot);

}  // namespace keyward::store
