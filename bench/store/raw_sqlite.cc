// SPDX-License-Identifier: Apache-2.0
#include "bench/store/raw_sqlite.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

namespace keyward::bench {
namespace {

void Require(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "raw SQLite failed: %s\n", what);
  std::abort();
}

}  // namespace

RawSqlite::RawSqlite(const std::string& path) {
  Require(sqlite3_open(path.c_str(), &db_) == SQLITE_OK, "open");
  const char* sql =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
      "CREATE TABLE IF NOT EXISTS kv(key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID";
  Require(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, "create");
  const auto prepare = [this](const char* text, sqlite3_stmt** statement) {
    Require(sqlite3_prepare_v2(db_, text, -1, statement, nullptr) == SQLITE_OK, text);
  };
  prepare("BEGIN IMMEDIATE", &begin_);
  prepare("INSERT OR REPLACE INTO kv(key, value) VALUES(?1, ?2)", &put_);
  prepare("COMMIT", &commit_);
}

RawSqlite::~RawSqlite() {
  sqlite3_finalize(begin_);
  sqlite3_finalize(put_);
  sqlite3_finalize(commit_);
  sqlite3_close(db_);
}

void RawSqlite::Step(sqlite3_stmt* statement) {
  Require(sqlite3_step(statement) == SQLITE_DONE, "step");
  sqlite3_reset(statement);
}

void RawSqlite::Begin() { Step(begin_); }

void RawSqlite::Put(std::string_view key, std::string_view value) {
  sqlite3_bind_blob64(put_, 1, key.data(), key.size(), SQLITE_STATIC);
  sqlite3_bind_blob64(put_, 2, value.data(), value.size(), SQLITE_STATIC);
  Step(put_);
}

void RawSqlite::Commit() { Step(commit_); }

RawGroup::~RawGroup() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void RawGroup::Put(std::string_view key, std::string_view value) {
  Waiter self;
  self.key = key;
  self.value = value;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&self);
  }
  changed_.notify_one();
  std::unique_lock lock(self.mutex);
  self.changed.wait(lock, [&self] { return self.done; });
}

void RawGroup::Loop() {
  std::vector<Waiter*> batch;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || !queue_.empty(); });
      if (queue_.empty()) return;
      batch.swap(queue_);
    }
    raw_.Begin();
    for (const Waiter* waiter : batch) raw_.Put(waiter->key, waiter->value);
    raw_.Commit();
    for (Waiter* waiter : batch) {
      const std::lock_guard lock(waiter->mutex);
      waiter->done = true;
      waiter->changed.notify_one();
    }
    batch.clear();
  }
}

}  // namespace keyward::bench
