// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/batch.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "store/sqlite/schema.h"

namespace keyward::store::sqlite {
namespace {

// Revisions pruned at once: rare enough to cost little, few enough to delay nobody.
constexpr Revision kPruneStep = 256;

// Rewrites the header page with what it has.
std::string HealSql() { return "PRAGMA user_version=" + std::to_string(kSchemaVersion); }

constexpr std::string_view kPutSql =
    "INSERT INTO records(key, mod_revision, create_revision, value) VALUES(?1, ?2, ?2, ?3) "
    "ON CONFLICT(key) DO UPDATE SET mod_revision = excluded.mod_revision, value = excluded.value";

constexpr std::string_view kSetMetaSql =
    "INSERT INTO meta(name, value) VALUES(CAST(?1 AS TEXT), ?2) "
    "ON CONFLICT(name) DO UPDATE SET value = excluded.value";

}  // namespace

core::Result<BatchWriter> BatchWriter::Create(Connection connection, Revision history,
                                              WatchHub& hub) {
  const std::string heal_sql = HealSql();
  core::Result<Statement> begin = connection.Prepare("BEGIN IMMEDIATE");
  if (!begin) return begin.error();
  core::Result<Statement> commit = connection.Prepare("COMMIT");
  if (!commit) return commit.error();
  core::Result<Statement> heal = connection.Prepare(heal_sql);
  if (!heal) return heal.error();
  core::Result<Statement> find =
      connection.Prepare("SELECT mod_revision, create_revision, value FROM records WHERE key = ?1");
  if (!find) return find.error();
  core::Result<Statement> put = connection.Prepare(kPutSql);
  if (!put) return put.error();
  core::Result<Statement> erase = connection.Prepare("DELETE FROM records WHERE key = ?1");
  if (!erase) return erase.error();
  core::Result<Statement> log =
      connection.Prepare("INSERT INTO changes(id, deleted, key) VALUES(?1, ?2, ?3)");
  if (!log) return log.error();
  core::Result<Statement> prune = connection.Prepare("DELETE FROM changes WHERE id < ?1");
  if (!prune) return prune.error();
  core::Result<Statement> set_meta = connection.Prepare(kSetMetaSql);
  if (!set_meta) return set_meta.error();
  core::Result<std::int64_t> last = connection.QueryNumber("SELECT max(id) FROM changes");
  if (!last) return last.error();
  core::Result<std::int64_t> first = connection.QueryNumber("SELECT min(id) FROM changes");
  if (!first) return first.error();
  BatchWriter writer(
      std::move(connection),
      {*std::move(begin), *std::move(commit), *std::move(heal), *std::move(find), *std::move(put),
       *std::move(erase), *std::move(log), *std::move(prune), *std::move(set_meta)},
      history, hub);
  writer.revision_ = RevisionOf(*last);
  writer.oldest_ = std::max<Revision>(RevisionOf(*first), 1);
  return writer;
}

BatchWriter::BatchWriter(Connection connection, Statements statements, Revision history,
                         WatchHub& hub)
    : connection_(std::move(connection)),
      statements_(std::move(statements)),
      history_(std::max<Revision>(history, 1)),
      hub_(&hub) {}

void BatchWriter::Write(std::span<PendingTxn* const> batch) {
  core::Result<void> done = WriteTogether(batch);
  if (done) return;
  Recover();
  if (batch.size() == 1) return Fail(*batch.front(), done.error());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    core::Result<void> alone = WriteTogether(batch.subspan(i, 1));
    if (alone) continue;
    Recover();
    Fail(*batch[i], alone.error());
    if (alone.error().code != core::ErrorCode::kUnavailable) continue;
    // The storage does not answer: the others need not wait for it one by one.
    for (PendingTxn* other : batch.subspan(i + 1)) Fail(*other, alone.error());
    return;
  }
}

core::Result<void> BatchWriter::WriteTogether(std::span<PendingTxn* const> batch) {
  if (core::Result<void> begun = statements_.begin.Run(); !begun) return begun;
  if (ledger_ != nullptr) ledger_->Begin();
  Revision at = revision_;
  if (core::Result<void> applied = ApplyAll(batch, &at); !applied) return applied;
  if (core::Result<void> finished = FinishLedger(at); !finished) return finished;
  core::Result<Revision> oldest = Prune(at);
  if (!oldest) return oldest.error();
  if (core::Result<void> committed = statements_.commit.Run(); !committed) return committed;
  oldest_ = *oldest;
  if (at == revision_) return {};
  revision_ = at;
  if (ledger_ != nullptr) ledger_->Committed();
  std::vector<CommittedTxn> published;
  for (const PendingTxn* pending : batch) {
    if (!pending->changes.empty()) {
      published.push_back({(*pending->outcome)->revision, pending->changes});
    }
  }
  hub_->Publish(published);
  return {};
}

core::Result<void> BatchWriter::ApplyAll(std::span<PendingTxn* const> batch, Revision* at) {
  for (PendingTxn* pending : batch) {
    if (core::Result<void> applied = Apply(*pending, at); !applied) return applied;
  }
  return {};
}

core::Result<void> BatchWriter::Apply(PendingTxn& pending, Revision* at) {
  pending.changes.clear();
  TxnResult result;
  result.revision = *at;
  core::Result<bool> holds = Compares(*pending.txn, result);
  if (!holds) return holds.error();
  result.committed = *holds;
  if (*holds) {
    const Revision revision = *at + 1;
    for (const auto& op : pending.txn->ops) {
      core::Result<bool> changed =
          std::visit([&](const auto& o) { return ApplyOp(o, revision); }, op);
      if (!changed) return changed.error();
      if (!*changed) continue;
      const std::string_view key =
          std::visit([](const auto& o) { return std::string_view(o.key); }, op);
      pending.changes.push_back({key, std::holds_alternative<Delete>(op)});
      core::Result<void> logged = Log(pending.changes.back(), revision, pending.changes.size() - 1);
      if (!logged) return logged;
    }
    if (!pending.changes.empty()) result.revision = *at = revision;
  }
  pending.outcome = std::move(result);
  return {};
}

core::Result<bool> BatchWriter::Compares(const Txn& txn, TxnResult& result) {
  for (const Compare& compare : txn.compares) {
    const ResetAtEnd reset(statements_.find);
    statements_.find.Bind(1, compare.key);
    core::Result<bool> row = statements_.find.Step();
    if (!row) return row;
    const Revision found = *row ? static_cast<Revision>(statements_.find.Number(0)) : 0;
    if (found != compare.mod_revision) result.conflicts.push_back({compare.key, found});
  }
  return result.conflicts.empty();
}

core::Result<bool> BatchWriter::ApplyOp(const Put& put, Revision revision) {
  if (core::Result<void> noted = Note(put.key, put.value, revision); !noted) return noted.error();
  statements_.put.Bind(1, put.key);
  statements_.put.Bind(2, static_cast<std::int64_t>(revision));
  statements_.put.Bind(3, put.value);
  if (core::Result<void> run = statements_.put.Run(); !run) return run.error();
  return true;
}

core::Result<bool> BatchWriter::ApplyOp(const Delete& erase, Revision revision) {
  if (core::Result<void> noted = Note(erase.key, {}, revision); !noted) return noted.error();
  statements_.erase.Bind(1, erase.key);
  if (core::Result<void> run = statements_.erase.Run(); !run) return run.error();
  return connection_.changed_rows() != 0;
}

core::Result<void> BatchWriter::Note(std::string_view key, std::optional<std::string_view> value,
                                     Revision revision) {
  if (ledger_ == nullptr) return {};
  const ResetAtEnd reset(statements_.find);
  statements_.find.Bind(1, key);
  core::Result<bool> row = statements_.find.Step();
  if (!row) return row.error();
  if (!*row && !value) return {};
  RecordChange change{key, {}, {}};
  if (*row) {
    change.before = {statements_.find.Bytes(2), static_cast<Revision>(statements_.find.Number(1)),
                     static_cast<Revision>(statements_.find.Number(0))};
  }
  if (value) {
    change.after = {*value, *row ? change.before->create_revision : revision, revision};
  }
  return ledger_->Note(change);
}

core::Result<void> BatchWriter::FinishLedger(Revision at) {
  if (ledger_ == nullptr || at == revision_) return {};
  core::Result<std::string> value = ledger_->Finish(at);
  if (!value) return value.error();
  return SetMeta(kLedgerMeta, *value);
}

core::Result<void> BatchWriter::SetMeta(std::string_view name, std::string_view value) {
  statements_.set_meta.Bind(1, name);
  statements_.set_meta.Bind(2, value);
  return statements_.set_meta.Run();
}

core::Result<void> BatchWriter::WriteMeta(std::span<const MetaValue> values) {
  core::Result<void> done = statements_.begin.Run();
  for (const MetaValue& meta : values) {
    if (done) done = SetMeta(meta.name, meta.value);
  }
  if (done) done = statements_.commit.Run();
  if (!done) Recover();
  return done;
}

core::Result<void> BatchWriter::Log(const ChangeView& change, Revision revision,
                                    std::size_t place) {
  statements_.log.Bind(1, ChangeId(revision, place));
  statements_.log.Bind(2, std::int64_t{change.deleted});
  statements_.log.Bind(3, change.key);
  return statements_.log.Run();
}

core::Result<Revision> BatchWriter::Prune(Revision at) {
  if (at < oldest_ + history_ + kPruneStep) return oldest_;
  const Revision oldest = std::min(at - history_, oldest_ + 2 * kPruneStep);
  statements_.prune.Bind(1, ChangeId(oldest, 0));
  if (core::Result<void> run = statements_.prune.Run(); !run) return run.error();
  return oldest;
}

void BatchWriter::Recover() {
  connection_.RollBack();
  if (ledger_ != nullptr) ledger_->Begin();
  // Its failure is that of the next transaction; there is nobody to tell it to.
  static_cast<void>(statements_.heal.Run());
}

void BatchWriter::Fail(PendingTxn& pending, const core::Error& error) {
  pending.changes.clear();
  pending.outcome = core::Result<TxnResult>(error);
}

}  // namespace keyward::store::sqlite
