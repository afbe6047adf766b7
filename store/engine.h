// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "store/store.h"

namespace keyward::store {

// A record as it was, or will be. The value lives until the call that shows it returns.
struct RecordState {
  std::string_view value;
  Revision create_revision = 0;
  Revision mod_revision = 0;
};

struct RecordChange {
  std::string_view key;
  std::optional<RecordState> before;  // nothing when it did not exist
  std::optional<RecordState> after;   // nothing when it is deleted
};

// Keeps one side value in step with all records: it sees every change before it is committed, and
// what it makes of them is committed with them. One thread at a time calls it, the engine's writer.
class Ledger {
 public:
  virtual ~Ledger() = default;

  // Begins a batch, and forgets what was noted of one that was not committed. Also called when a
  // batch has failed.
  virtual void Begin() = 0;
  // Each change of the batch, in order. An error fails its transaction.
  virtual core::Result<void> Note(const RecordChange& change) = 0;
  // The new side value (kLedgerMeta), of a batch after which the store is at `revision`.
  virtual core::Result<std::string> Finish(Revision revision) = 0;
  // The batch is durable, and nobody has been told.
  virtual void Committed() = 0;
};

// Side values: a few, small, by name, apart from the records. They have no revisions.
inline constexpr std::string_view kKeyringMeta = "keyring";
inline constexpr std::string_view kLedgerMeta = "ledger";
inline constexpr std::size_t kMaxMetaBytes = std::size_t{1} << 20;

struct MetaValue {
  std::string name;
  std::string value;
};

// What the sealing layer asks of the store that it stands on. Values reach an engine sealed: it
// takes them longer by kMaxSealBytes than a caller's. Errors are those of Store.
class Engine : public Store {
 public:
  // Returns a side value, or nothing when it was never set.
  virtual core::Result<std::optional<std::string>> Meta(std::string_view name) = 0;

  // Calls `make` while no transaction is being written, writes what it returns in one step,
  // durably, and then calls `written`, still before the next transaction. When `make` fails nothing
  // is written, and its error is returned. Must not be called from a Ledger.
  virtual core::Result<void> UpdateMeta(
      const std::function<core::Result<std::vector<MetaValue>>()>& make,
      const std::function<void()>& written) = 0;

  // From now on `ledger` sees every batch. Not while a transaction is under way. It must live as
  // long as the engine is written to.
  virtual void Attach(Ledger& ledger) = 0;
};

}  // namespace keyward::store
