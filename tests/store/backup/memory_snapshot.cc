// SPDX-License-Identifier: Apache-2.0
#include "tests/store/backup/memory_snapshot.h"

#include <stdexcept>
#include <utility>

#include "crypto/bytes.h"
#include "store/backup/writer.h"
#include "store/engine.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {

core::Result<std::optional<std::string>> MemorySnapshot::Meta(std::string_view name) {
  const auto found = metas.find(name);
  if (found == metas.end()) return std::optional<std::string>();
  return std::optional<std::string>(found->second);
}

core::Result<void> MemorySnapshot::ForEach(
    const std::function<core::Result<void>(const KeyValue&)>& visit) {
  for (const KeyValue& record : records) {
    if (core::Result<void> visited = visit(record); !visited) return visited;
  }
  return {};
}

MemorySnapshot ExampleSnapshot() {
  MemorySnapshot snapshot;
  snapshot.last = 7;
  snapshot.metas = {{std::string(kKeyringMeta), "keyring bytes"},
                    {std::string(kLedgerMeta), "ledger bytes"}};
  snapshot.changes = {{"b", false}, {"c", true}};
  snapshot.records = {{"a", "", 2, 5}, {"b", "sealed", 7, 7}};
  return snapshot;
}

core::Result<WholeBackup> ReadBackup(std::string_view bytes) {
  auto reader = backup::Reader::Open(backup::FromBytes(crypto::AsBytes(bytes)));
  if (!reader) return reader.error();
  WholeBackup whole{reader->preamble(), {}};
  KeyValue record;
  while (true) {
    core::Result<bool> more = reader->Next(record);
    if (!more) return more.error();
    if (!*more) return whole;
    whole.records.push_back(record);
  }
}

std::string WrittenBackup(Snapshot& snapshot) {
  const TempDirectory directory;
  const std::string path = directory.path() + "/backup";
  core::Result<backup::Summary> written = backup::Write(snapshot, path);
  if (!written) throw std::runtime_error(core::Describe(written.error()));
  return ReadWhole(path);
}

}  // namespace keyward::store
