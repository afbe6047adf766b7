// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace keyward::store::sqlite {

// Revisions `first` to `last` of the history, each with all of its changes.
struct HistoryPage {
  Revision first = 0;
  Revision last = 0;
  std::vector<WatchEvent> events;
};

// A connection that reads. Each call sees one snapshot: the last transaction committed. One thread
// at a time.
class Reader {
 public:
  static core::Result<Reader> Create(Connection connection);

  core::Result<std::optional<KeyValue>> Get(std::string_view key);
  core::Result<RangePage> Range(std::string_view prefix, std::size_t limit, std::string_view after);
  core::Result<Revision> CurrentRevision();
  core::Result<std::optional<std::string>> Meta(std::string_view name);
  // The first revision that the history has; 1 when nothing was ever written.
  core::Result<Revision> OldestChange();
  // From the first revision >= `from` that is there, up to `up_to` or until the page is full.
  core::Result<HistoryPage> History(Revision from, Revision up_to);

 private:
  struct Statements {
    Statement begin, end, get, range, open_range, newest, oldest, history, meta;
  };
  Reader(Connection connection, Statements statements)
      : connection_(std::move(connection)), statements_(std::move(statements)) {}

  core::Result<void> FillPage(Statement& statement, std::size_t limit, RangePage& page);

  Connection connection_;
  Statements statements_;
};

// Readers for many threads: a thread that finds none waits for one. Thread-safe.
class ReaderPool {
 public:
  // A reader until the end of the scope.
  class Lease {
   public:
    Lease(ReaderPool& pool, Reader* reader) : pool_(pool), reader_(reader) {}
    ~Lease() { pool_.Return(reader_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Reader* operator->() { return reader_; }

   private:
    ReaderPool& pool_;
    Reader* reader_;
  };

  explicit ReaderPool(std::vector<Reader> readers);
  Lease Take();

 private:
  void Return(Reader* reader);

  std::vector<Reader> readers_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Reader*> free_;
};

}  // namespace keyward::store::sqlite
