// SPDX-License-Identifier: Apache-2.0
//
// What is SQLite's alone: the directory, its lock, versions, damage, permissions.
#include "store/sqlite/sqlite_store.h"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "store/sqlite/schema.h"
#include "tests/store/conformance.h"

namespace keyward::store::sqlite {
namespace {

using testing::HasSubstr;

core::Result<std::unique_ptr<Engine>> OpenIn(const std::string& directory) {
  return Open({.directory = directory, .readers = 2});
}

// Takes root's way past permissions from this thread until the end of the scope.
class WithoutRoot {
 public:
  WithoutRoot() : before_(::setfsuid(65534)) {}
  ~WithoutRoot() { ::setfsuid(static_cast<uid_t>(before_)); }
  WithoutRoot(const WithoutRoot&) = delete;
  WithoutRoot& operator=(const WithoutRoot&) = delete;

 private:
  int before_;
};

class SqliteStore : public testing::Test {
 protected:
  std::string directory() const { return temp_.path() + "/data"; }
  std::string file() const { return directory() + "/store.db"; }

  void Fill(int records) {
    auto store = OpenIn(directory());
    ASSERT_TRUE(store) << core::Describe(store.error());
    for (int i = 0; i < records; i += 100) {
      Txn txn;
      for (int j = i; j < i + 100; ++j) {
        txn.ops.emplace_back(Put{"key/" + std::to_string(100'000 + j), std::string(400, 'v')});
      }
      ASSERT_TRUE((*store)->Commit(txn));
    }
  }

  core::Error OpenError() {
    auto store = OpenIn(directory());
    return store ? core::Error{} : store.error();
  }

  TempDirectory temp_;
};

TEST_F(SqliteStore, NewStoreIsForItsOwnerOnly) {
  Fill(100);
  struct stat status = {};
  ASSERT_EQ(::stat(directory().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(SqliteStore, MissingStoreIsNotMadeUnlessAsked) {
  std::filesystem::create_directory(directory());
  auto store = Open({.directory = directory(), .create = false});
  EXPECT_EQ(NameOf(store), "StoreNotFound");
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(SqliteStore, SecondOpenerIsRefusedAndTheFirstGoesOn) {
  auto first = OpenIn(directory());
  ASSERT_TRUE(first);
  const core::Error error = OpenError();
  EXPECT_EQ(error.code, core::ErrorCode::kFailedPrecondition);
  EXPECT_EQ(error.name, "StoreLocked");
  EXPECT_THAT(error.message, HasSubstr(directory()));
  EXPECT_TRUE((*first)->Commit({{}, {Put{"a", "1"}}}));
  first->reset();
  EXPECT_TRUE(OpenIn(directory()));
}

TEST_F(SqliteStore, NewerVersionIsRefusedAndUntouched) {
  Fill(100);
  std::string bytes = ReadWhole(file());
  bytes[63] = static_cast<char>(kSchemaVersion + 1);
  WriteWhole(file(), bytes);
  EXPECT_EQ(OpenError().name, "StoreTooNew");
  EXPECT_EQ(ReadWhole(file()), bytes);
  EXPECT_FALSE(std::filesystem::exists(file() + "-wal"));
}

// The newer program was killed before it wrote its log back: the version stands in the log alone.
TEST_F(SqliteStore, NewerVersionInTheLogIsRefusedAndUntouched) {
  Fill(100);
  {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    const std::string sql = "PRAGMA user_version=" + std::to_string(kSchemaVersion + 1);
    ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
  }
  const std::string bytes = ReadWhole(file());
  const std::string log = ReadWhole(file() + "-wal");
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(OpenError().name, "StoreTooNew");
  EXPECT_EQ(ReadWhole(file()), bytes);
  EXPECT_EQ(ReadWhole(file() + "-wal"), log);
}

TEST_F(SqliteStore, OtherProgramsDatabaseIsRefused) {
  Fill(100);
  std::string bytes = ReadWhole(file());
  bytes[68] = 'X';
  WriteWhole(file(), bytes);
  EXPECT_EQ(OpenError().name, "NotAStore");
  EXPECT_EQ(ReadWhole(file()), bytes);
}

TEST_F(SqliteStore, DamagedFileIsFoundAtOpenAndNamed) {
  Fill(2000);
  const std::string whole = ReadWhole(file());
  ASSERT_GT(whole.size(), 500'000u);
  const auto damaged = [&](std::size_t at, std::string_view with) {
    std::string bytes = whole;
    bytes.replace(at, with.size(), with);
    return bytes;
  };
  const std::string garbage(4096, '\x5A');
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"EmptyFile", ""},
      {"CutInHeader", whole.substr(0, 50)},
      {"CutAfterHeader", whole.substr(0, 4096)},
      {"CutInTheMiddle", whole.substr(0, whole.size() / 2)},
      {"CutByOnePage", whole.substr(0, whole.size() - 4096)},
      {"CutByOneByte", whole.substr(0, whole.size() - 1)},
      {"NoDatabase", garbage + whole.substr(4096)},
      {"SecondPage", damaged(4096, garbage)},
      {"MiddlePage", damaged(4096 * (whole.size() / 8192), garbage)},
      {"PageOfZeros", damaged(4096 * (whole.size() / 8192), std::string(4096, '\0'))},
      {"LastPage", damaged(whole.size() - 4096, garbage)},
  };
  for (const auto& [name, bytes] : cases) {
    WriteWhole(file(), bytes);
    const core::Error error = OpenError();
    EXPECT_EQ(error.code, core::ErrorCode::kDataLoss) << name;
    EXPECT_THAT(error.message, HasSubstr(file())) << name;
  }
  WriteWhole(file(), whole);
  EXPECT_EQ(OpenError().message, "");
}

TEST_F(SqliteStore, MissingFileBesideItsLogIsDamage) {
  Fill(100);
  std::filesystem::remove(file());
  WriteWhole(file() + "-wal", "log");
  EXPECT_EQ(OpenError().code, core::ErrorCode::kDataLoss);
}

TEST_F(SqliteStore, LeftOverDraftIsReplaced) {
  std::filesystem::create_directory(directory());
  WriteWhole(file() + ".new", "half of a store");
  Fill(100);
  EXPECT_FALSE(std::filesystem::exists(file() + ".new"));
}

// A file that is damaged while the store is open, where nothing was read yet.
TEST_F(SqliteStore, DamageIsFoundAtFirstRead) {
  Fill(2000);
  auto store = Open({.directory = directory(), .readers = 1});
  ASSERT_TRUE(store);
  std::string bytes = ReadWhole(file());
  for (std::size_t page = 4; page < bytes.size() / 4096; ++page) {
    bytes.replace(page * 4096, 4096, std::string(4096, '\x5A'));
  }
  WriteWhole(file(), bytes);
  auto page = (*store)->Range("", 1000, "");
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, core::ErrorCode::kDataLoss);
  EXPECT_THAT(page.error().message, HasSubstr(file()));
}

TEST_F(SqliteStore, DirectoryWithoutPermissionIsAClearError) {
  Fill(100);
  std::filesystem::permissions(directory(), std::filesystem::perms::none);
  core::Error error;
  {
    const WithoutRoot without_root;
    error = OpenError();
  }
  std::filesystem::permissions(directory(), std::filesystem::perms::owner_all);
  EXPECT_EQ(error.name, "StorePermissionDenied");
  EXPECT_THAT(error.message, HasSubstr(directory()));
}

TEST_F(SqliteStore, PathThatIsAFileIsAClearError) {
  WriteWhole(directory(), "a file");
  EXPECT_EQ(OpenError().code, core::ErrorCode::kUnavailable);
  EXPECT_THAT(OpenError().message, HasSubstr(directory()));
}

TEST_F(SqliteStore, MigrationsAreAppliedInOrderAndOnce) {
  const std::vector<Migration> steps = {
      {1, "CREATE TABLE t(a); INSERT INTO t VALUES(1)"},
      {2, "ALTER TABLE t ADD COLUMN b; UPDATE t SET b = a + 1"},
      {3, "INSERT INTO t VALUES(7, 8)"},
  };
  std::filesystem::create_directory(directory());
  auto connection = Connection::Open({file(), Connection::Mode::kCreate, 2048, ""});
  ASSERT_TRUE(connection);
  EXPECT_TRUE(*Migrate(*connection, std::span(steps).first(1)));
  EXPECT_TRUE(*Migrate(*connection, steps));
  EXPECT_FALSE(*Migrate(*connection, steps));
  EXPECT_EQ(*connection->QueryNumber("SELECT sum(a) * 100 + sum(b) FROM t"), 810);
  EXPECT_EQ(*connection->QueryNumber("PRAGMA user_version"), 3);
}

TEST_F(SqliteStore, MigrationThatFailsLeavesTheOldVersion) {
  const std::vector<Migration> steps = {
      {1, "CREATE TABLE t(a)"}, {2, "INSERT INTO t VALUES(1); INSERT INTO missing VALUES(1)"}};
  std::filesystem::create_directory(directory());
  auto connection = Connection::Open({file(), Connection::Mode::kCreate, 2048, ""});
  ASSERT_TRUE(connection);
  EXPECT_FALSE(Migrate(*connection, steps));
  EXPECT_EQ(*connection->QueryNumber("PRAGMA user_version"), 1);
  EXPECT_EQ(*connection->QueryNumber("SELECT count(*) FROM t"), 0);
}

// Many commits without a pause: the log is written back and emptied meanwhile.
TEST_F(SqliteStore, LogStaysBounded) {
  auto store = OpenIn(directory());
  ASSERT_TRUE(store);
  std::vector<std::thread> threads;
  threads.reserve(2);
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 150; ++i) {
        const std::string key = std::to_string(t) + "/" + std::to_string(i % 4);
        ASSERT_TRUE((*store)->Commit({{}, {Put{key, std::string(kMaxValueBytes, 'v')}}}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  // 300 MiB went through it.
  EXPECT_LT(std::filesystem::file_size(file() + "-wal"), std::uintmax_t{160} << 20);
}

}  // namespace
}  // namespace keyward::store::sqlite
