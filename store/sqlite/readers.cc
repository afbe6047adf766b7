// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/readers.h"

#include "store/sqlite/schema.h"
#include "store/sqlite/status.h"
#include "store/validate.h"

namespace keyward::store::sqlite {
namespace {

// A page of history: this many changes, and the rest of the last one's revision.
constexpr std::size_t kHistoryPage = 1024;

// Ends a read transaction, whatever happened in it.
class EndAtEnd {
 public:
  EndAtEnd(Connection& connection, Statement& end) : connection_(connection), end_(end) {}
  ~EndAtEnd() {
    if (!end_.Run()) connection_.RollBack();
  }
  EndAtEnd(const EndAtEnd&) = delete;
  EndAtEnd& operator=(const EndAtEnd&) = delete;

 private:
  Connection& connection_;
  Statement& end_;
};

core::Result<Revision> OnlyRevision(Statement& statement) {
  const ResetAtEnd reset(statement);
  core::Result<bool> row = statement.Step();
  if (!row) return row.error();
  return *row ? RevisionOf(statement.Number(0)) : 0;
}

}  // namespace

core::Result<Reader> Reader::Create(Connection connection) {
  core::Result<Statement> begin = connection.Prepare("BEGIN");
  if (!begin) return begin.error();
  core::Result<Statement> end = connection.Prepare("COMMIT");
  if (!end) return end.error();
  core::Result<Statement> get =
      connection.Prepare("SELECT value, create_revision, mod_revision FROM records WHERE key = ?1");
  if (!get) return get.error();
  core::Result<Statement> range = connection.Prepare(
      "SELECT key, value, create_revision, mod_revision FROM records "
      "WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3");
  if (!range) return range.error();
  core::Result<Statement> open_range = connection.Prepare(
      "SELECT key, value, create_revision, mod_revision FROM records "
      "WHERE key >= ?1 ORDER BY key LIMIT ?3");
  if (!open_range) return open_range.error();
  core::Result<Statement> newest = connection.Prepare("SELECT max(id) FROM changes");
  if (!newest) return newest.error();
  core::Result<Statement> oldest = connection.Prepare("SELECT min(id) FROM changes");
  if (!oldest) return oldest.error();
  core::Result<Statement> history = connection.Prepare(
      "SELECT id, deleted, key FROM changes WHERE id >= ?1 AND id < ?2 ORDER BY id");
  if (!history) return history.error();
  core::Result<Statement> meta =
      connection.Prepare("SELECT value FROM meta WHERE name = CAST(?1 AS TEXT)");
  if (!meta) return meta.error();
  return Reader(std::move(connection),
                {*std::move(begin), *std::move(end), *std::move(get), *std::move(range),
                 *std::move(open_range), *std::move(newest), *std::move(oldest),
                 *std::move(history), *std::move(meta)});
}

core::Result<std::optional<KeyValue>> Reader::Get(std::string_view key) {
  Statement& get = statements_.get;
  const ResetAtEnd reset(get);
  get.Bind(1, key);
  core::Result<bool> row = get.Step();
  if (!row) return row.error();
  if (!*row) return std::optional<KeyValue>();
  return std::optional<KeyValue>({std::string(key), std::string(get.Bytes(0)),
                                  static_cast<Revision>(get.Number(1)),
                                  static_cast<Revision>(get.Number(2))});
}

core::Result<RangePage> Reader::Range(std::string_view prefix, std::size_t limit,
                                      std::string_view after) {
  const KeySpan span = SpanOf(prefix, after);
  RangePage page;
  if (core::Result<void> begun = statements_.begin.Run(); !begun) return begun.error();
  const EndAtEnd end(connection_, statements_.end);
  Statement& statement = span.end.empty() ? statements_.open_range : statements_.range;
  {
    const ResetAtEnd reset(statement);
    statement.Bind(1, span.begin);
    if (!span.end.empty()) statement.Bind(2, span.end);
    statement.Bind(3, static_cast<std::int64_t>(limit) + 1);
    if (core::Result<void> filled = FillPage(statement, limit, page); !filled) {
      return filled.error();
    }
  }
  core::Result<Revision> revision = CurrentRevision();
  if (!revision) return revision.error();
  page.revision = *revision;
  return page;
}

core::Result<void> Reader::FillPage(Statement& statement, std::size_t limit, RangePage& page) {
  std::size_t bytes = 0;
  while (true) {
    core::Result<bool> row = statement.Step();
    if (!row) return row.error();
    if (!*row) return {};
    const std::string_view key = statement.Bytes(0);
    const std::string_view value = statement.Bytes(1);
    bytes += key.size() + value.size();
    if (page.items.size() == limit || (!page.items.empty() && bytes > kMaxPageBytes)) {
      page.more = true;
      return {};
    }
    page.items.push_back({std::string(key), std::string(value),
                          static_cast<Revision>(statement.Number(2)),
                          static_cast<Revision>(statement.Number(3))});
  }
}

core::Result<Revision> Reader::CurrentRevision() { return OnlyRevision(statements_.newest); }

core::Result<std::optional<std::string>> Reader::Meta(std::string_view name) {
  Statement& meta = statements_.meta;
  const ResetAtEnd reset(meta);
  meta.Bind(1, name);
  core::Result<bool> row = meta.Step();
  if (!row) return row.error();
  if (!*row) return std::optional<std::string>();
  return std::optional<std::string>(meta.Bytes(0));
}

core::Result<Revision> Reader::OldestChange() {
  core::Result<Revision> oldest = OnlyRevision(statements_.oldest);
  if (!oldest) return oldest;
  return *oldest == 0 ? 1 : *oldest;
}

core::Result<HistoryPage> Reader::History(Revision from, Revision up_to) {
  Statement& history = statements_.history;
  const ResetAtEnd reset(history);
  history.Bind(1, ChangeId(from, 0));
  history.Bind(2, ChangeId(up_to + 1, 0));
  HistoryPage page;
  std::size_t changes = 0;
  while (true) {
    core::Result<bool> row = history.Step();
    if (!row) return row.error();
    if (!*row) return page;
    const Revision revision = RevisionOf(history.Number(0));
    if (page.events.empty()) page.first = revision;
    if (revision != page.last) {
      if (!page.events.empty() && revision != page.last + 1) {
        return Damaged("store file `" + connection_.path() + "` has a gap in its history");
      }
      if (changes >= kHistoryPage) return page;
      page.events.push_back({revision, {}});
      page.last = revision;
    }
    ++changes;
    page.events.back().changes.push_back({std::string(history.Bytes(2)), history.Number(1) != 0});
  }
}

ReaderPool::ReaderPool(std::vector<Reader> readers) : readers_(std::move(readers)) {
  for (Reader& reader : readers_) free_.push_back(&reader);
}

ReaderPool::Lease ReaderPool::Take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return !free_.empty(); });
  Reader* reader = free_.back();
  free_.pop_back();
  return {*this, reader};
}

void ReaderPool::Return(Reader* reader) {
  const std::lock_guard lock(mutex_);
  free_.push_back(reader);
  returned_.notify_one();
}

}  // namespace keyward::store::sqlite
