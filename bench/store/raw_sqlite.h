// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace keyward::bench {

// What the store is measured against: SQLite with WAL and synchronous=FULL, one table, one prepared
// insert, and nothing else. Failures abort.
class RawSqlite {
 public:
  explicit RawSqlite(const std::string& path);
  ~RawSqlite();
  RawSqlite(const RawSqlite&) = delete;
  RawSqlite& operator=(const RawSqlite&) = delete;

  void Begin();
  void Put(std::string_view key, std::string_view value);
  void Commit();

 private:
  void Step(sqlite3_stmt* statement);

  sqlite3* db_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* put_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
};

// The plainest group commit over it: clients wait in a queue, one thread writes all of them with
// one commit and wakes them.
class RawGroup {
 public:
  explicit RawGroup(RawSqlite& raw) : raw_(raw), thread_([this] { Loop(); }) {}
  ~RawGroup();
  RawGroup(const RawGroup&) = delete;
  RawGroup& operator=(const RawGroup&) = delete;

  void Put(std::string_view key, std::string_view value);

 private:
  struct Waiter {
    std::string_view key;
    std::string_view value;
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
  };
  void Loop();

  RawSqlite& raw_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Waiter*> queue_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace keyward::bench
