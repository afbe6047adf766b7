// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "store/engine.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/watch_hub.h"

namespace keyward::store::sqlite {

// A checked transaction on its way through the writer.
struct PendingTxn {
  const Txn* txn = nullptr;
  std::optional<core::Result<TxnResult>> outcome;
  std::vector<ChangeView> changes;  // what it changed, as views into txn
};

// Applies transactions to the database, many with one COMMIT. One thread at a time.
//
// What fails, and how it goes on: when anything in a batch fails, all of it is rolled back, and if
// the batch had several transactions, each is tried again alone, so that one that is too large for
// what is left of the disk fails alone. A transaction that was reported as failed has changed
// nothing that any reader sees. Its frames may lie unused at the log's end, and a machine that
// stopped then could find them complete: so the writer at once overwrites them with a commit that
// changes nothing; if that fails too, the next transaction that succeeds does it. Nothing is kept
// of a failure: each later transaction tries anew.
class BatchWriter {
 public:
  // `history` is how many revisions the history keeps at least. `hub` must outlive the writer.
  static core::Result<BatchWriter> Create(Connection connection, Revision history, WatchHub& hub);

  // See Engine.
  void Attach(Ledger& ledger) { ledger_ = &ledger; }
  core::Result<void> WriteMeta(std::span<const MetaValue> values);

  // Gives each transaction its outcome. Those that changed something are durable, and published,
  // before this returns.
  void Write(std::span<PendingTxn* const> batch);

  Revision revision() const { return revision_; }
  Connection& connection() { return connection_; }

 private:
  struct Statements {
    Statement begin, commit, heal, find, put, erase, log, prune, set_meta;
  };

  BatchWriter(Connection connection, Statements statements, Revision history, WatchHub& hub);
  core::Result<void> WriteTogether(std::span<PendingTxn* const> batch);
  core::Result<void> ApplyAll(std::span<PendingTxn* const> batch, Revision* at);
  core::Result<void> Apply(PendingTxn& pending, Revision* at);
  core::Result<bool> Compares(const Txn& txn, TxnResult& result);
  core::Result<bool> ApplyOp(const Put& put, Revision revision);
  core::Result<bool> ApplyOp(const Delete& erase, Revision revision);
  core::Result<void> Note(std::string_view key, std::optional<std::string_view> value,
                          Revision revision);
  core::Result<void> SetMeta(std::string_view name, std::string_view value);
  core::Result<void> FinishLedger(Revision at);
  core::Result<void> Log(const ChangeView& change, Revision revision, std::size_t place);
  core::Result<Revision> Prune(Revision at);
  void Recover();
  void Fail(PendingTxn& pending, const core::Error& error);

  Connection connection_;
  Statements statements_;
  Revision history_;
  WatchHub* hub_;
  Ledger* ledger_ = nullptr;
  Revision revision_ = 0;  // last committed
  Revision oldest_ = 1;    // first that the history has
};

}  // namespace keyward::store::sqlite
