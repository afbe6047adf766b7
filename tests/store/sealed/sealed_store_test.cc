// SPDX-License-Identifier: Apache-2.0
//
// What sealing adds to a store: nothing readable at rest, and changes of the files that are found.
#include "store/sealed/sealed_store.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/crypto/process_memory.h"
#include "tests/store/conformance.h"
#include "tests/store/sealed/fixed_seal.h"
#include "tests/store/sealed/open_sealed.h"

namespace keyward::store::sealed {
namespace {

using testing::HasSubstr;
using testing::Not;

class SealedStoreTest : public testing::Test {
 protected:
  std::string directory() const { return temp_.path() + "/data"; }
  std::string anchor() const { return temp_.path() + "/anchor"; }

  void Open(const std::string& anchor = "") {
    store_.reset();
    auto opened = OpenSealed({.directory = directory()}, anchor);
    ASSERT_TRUE(opened) << core::Describe(opened.error());
    store_ = *std::move(opened);
  }
  std::string OpenError(const std::string& anchor = "") {
    store_.reset();
    auto opened = OpenSealed({.directory = directory()}, anchor);
    return opened ? "" : opened.error().name;
  }
  void Close() { store_.reset(); }

  void Write(const std::string& key, const std::string& value) {
    auto written = store_->Commit({{}, {Put{key, value}}});
    ASSERT_TRUE(written) << core::Describe(written.error());
  }
  std::string Value(const std::string& key) {
    auto found = store_->Get(key);
    return found && *found ? (*found)->value : "";
  }

  // On the closed store.
  void Sql(const std::string& sql) {
    Close();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((directory() + "/store.db").c_str(), &db), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
    sqlite3_close(db);
  }
  void CopyTo(const std::string& name) {
    Close();
    std::filesystem::copy(directory(), temp_.path() + "/" + name);
  }
  void PutBack(const std::string& name) {
    Close();
    std::filesystem::remove_all(directory());
    std::filesystem::copy(temp_.path() + "/" + name, directory());
  }

  TempDirectory temp_;
  std::unique_ptr<SealedStore> store_;
};

TEST_F(SealedStoreTest, NoFileHoldsAValue) {
  Open(anchor());
  const std::string marker = "a value that must not be readable";
  for (int i = 0; i < 50; ++i) Write("key/" + std::to_string(i), marker + std::to_string(i));
  for (const auto& file : std::filesystem::recursive_directory_iterator(temp_.path())) {
    if (!file.is_regular_file()) continue;
    EXPECT_THAT(ReadWhole(file.path()), Not(HasSubstr(marker))) << file.path();
  }
  EXPECT_EQ(Value("key/7"), marker + "7");
}

TEST_F(SealedStoreTest, PlaintextOfATransactionIsWiped) {
  Open();
  const std::string value(64 * 1024, 's');  // too large to lie in the string itself
  for (const char* key : {"taken", ""}) {   // and refused
    Txn txn{{}, {Put{key, value}}};
    const char* const bytes = std::get<Put>(txn.ops[0]).value.data();
    EXPECT_EQ(crypto::testing::ReadMemory(bytes, 100), std::string(100, 's'));
    static_cast<void>(store_->Commit(std::move(txn)));
    // Read as memory, for the string is gone; of the engine's own buffers none was in the clear.
    EXPECT_EQ(crypto::testing::ReadMemory(bytes + 1024, 1024).find("ssss"), std::string::npos);
  }
}

TEST_F(SealedStoreTest, SecretReadsTheSameIntoLockedMemory) {
  Open();
  Write("k", "secret");
  auto found = store_->GetSecret("k");
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->value.Equals(crypto::AsBytes("secret")));
  EXPECT_EQ((*found)->mod_revision, 1u);
  EXPECT_FALSE(*store_->GetSecret("other"));
}

TEST_F(SealedStoreTest, EditedMovedOrCutRecordIsNamedAndNeverServed) {
  const struct {
    const char* name;
    const char* value;
  } kCases[] = {
      {"Edited", "CAST(substr(value, 1, 100) || x'00' || substr(value, 102) AS BLOB)"},
      {"Moved", "(SELECT value FROM records WHERE key = CAST('k/2' AS BLOB))"},
      {"CutOff", "substr(value, 1, 50)"},
      {"Emptied", "x''"},
      {"Sequence", "CAST(substr(value, 1, 12) || x'77' || substr(value, 14) AS BLOB)"},
  };
  for (const auto& test : kCases) {
    std::filesystem::remove_all(directory());
    Open();
    Write("k/1", std::string(40, 'a'));
    Write("k/2", std::string(40, 'b'));
    Sql(std::string("UPDATE records SET value = ") + test.value +
        " WHERE key = CAST('k/1' AS BLOB)");
    Open();
    for (int twice = 0; twice < 2; ++twice) {
      auto got = store_->Get("k/1");
      ASSERT_FALSE(got) << test.name;
      EXPECT_EQ(got.error().code, core::ErrorCode::kDataLoss);
      EXPECT_EQ(got.error().name, "StoreDamaged");
      EXPECT_THAT(got.error().message, HasSubstr("`k/1`"));
    }
    EXPECT_EQ(NameOf(store_->GetSecret("k/1")), "StoreDamaged") << test.name;
    EXPECT_EQ(NameOf(store_->Range("", 10, "")), "StoreDamaged") << test.name;
    EXPECT_EQ(Value("k/2"), std::string(40, 'b')) << test.name;
  }
}

TEST_F(SealedStoreTest, ReplayedOrDeletedRowIsFoundByTheLedger) {
  Open();
  Write("k", "old");
  Write("other", "x");
  Sql("CREATE TABLE kept AS SELECT * FROM records WHERE key = CAST('k' AS BLOB)");
  Open();
  Write("k", "new");
  const struct {
    const char* name;
    const char* sql;
  } kCases[] = {
      {"Replayed",
       "UPDATE records SET value = (SELECT value FROM kept) "
       "WHERE key = CAST('k' AS BLOB)"},
      {"Deleted", "DELETE FROM records WHERE key = CAST('k' AS BLOB)"},
      {"Revision", "UPDATE records SET mod_revision = 1 WHERE key = CAST('k' AS BLOB)"},
      {"Created", "UPDATE records SET create_revision = 2 WHERE key = CAST('k' AS BLOB)"},
  };
  CopyTo("good");
  EXPECT_EQ(CompareLedger(directory()), "");
  for (const auto& test : kCases) {
    PutBack("good");
    Sql(test.sql);
    EXPECT_NE(CompareLedger(directory()), "") << test.name;
  }
}

TEST_F(SealedStoreTest, SideValuesThatDoNotBelongTogetherAreRefusedAtOpen) {
  Open();
  Write("k", "1");
  Sql("CREATE TABLE kept AS SELECT * FROM meta");
  Open();
  Write("k", "2");
  ASSERT_TRUE(store_->RotateDataKey());
  CopyTo("good");
  const struct {
    const char* name;
    const char* sql;
    const char* error;
  } kCases[] = {
      {"OldLedger",
       "UPDATE meta SET value = (SELECT value FROM kept WHERE name = 'ledger') "
       "WHERE name = 'ledger'",
       "StoreDamaged"},
      {"OldKeyring",
       "UPDATE meta SET value = (SELECT value FROM kept WHERE name = 'keyring') "
       "WHERE name = 'keyring'",
       "KeyringRolledBack"},
      {"Both", "UPDATE meta SET value = (SELECT k.value FROM kept k WHERE k.name = meta.name)",
       "StoreDamaged"},
      {"NoLedger", "DELETE FROM meta WHERE name = 'ledger'", "StoreDamaged"},
      {"NoKeyring", "DELETE FROM meta WHERE name = 'keyring'", "StoreNotEmpty"},
      {"CutLedger", "UPDATE meta SET value = substr(value, 1, 20) WHERE name = 'ledger'",
       "StoreDamaged"},
      {"NoHistory", "DELETE FROM changes WHERE id >= 256", "StoreDamaged"},
  };
  for (const auto& test : kCases) {
    PutBack("good");
    EXPECT_EQ(OpenError(), "");
    Sql(test.sql);
    EXPECT_EQ(OpenError(), test.error) << test.name;
  }
}

TEST_F(SealedStoreTest, DamagedRecordCannotBeOverwrittenUnseen) {
  Open();
  Write("k", "v");
  Sql("UPDATE records SET value = x'00' WHERE key = CAST('k' AS BLOB)");
  Open();
  EXPECT_EQ(NameOf(store_->Commit({{}, {Put{"k", "w"}}})), "StoreDamaged");
  EXPECT_EQ(NameOf(store_->Commit({{}, {Delete{"k"}}})), "StoreDamaged");
  Write("other", "fine");
}

TEST_F(SealedStoreTest, RotationSealsAnewAndKeepsReadingAcrossReopening) {
  Open();
  Write("a", "1");
  EXPECT_EQ(*store_->RotateDataKey(), 2u);
  Write("b", "2");
  EXPECT_EQ(*store_->RotateDataKey(), 3u);
  Open();
  Write("c", "3");
  EXPECT_EQ(Value("a") + Value("b") + Value("c"), "123");
  Close();
  EXPECT_EQ(CompareLedger(directory()), "");
}

TEST_F(SealedStoreTest, RotationAmongWritersLosesNothing) {
  Open();
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 3; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; !stop; ++i) {
        const auto done =
            store_->Commit({{}, {Put{std::to_string(writer) + "/" + std::to_string(i), "v"}}});
        if (!done) return;
      }
    });
  }
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(store_->RotateDataKey());
  stop = true;
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(CompareLedger(directory()), "");
  Open();
  EXPECT_EQ(Value("0/0"), "v");
}

TEST_F(SealedStoreTest, RekeyOpensWithTheNewSealOnly) {
  Open();
  Write("k", "v");
  ASSERT_TRUE(store_->Rekey(FixedSeal(0x33)));
  Write("k", "w");
  EXPECT_EQ(OpenError(), "UnsealFailed");
}

TEST_F(SealedStoreTest, OlderDirectoryIsFoundAgainstItsAnchor) {
  Open(anchor());
  Write("k", "1");
  CopyTo("older");
  Open(anchor());
  Write("k", "2");
  Close();
  PutBack("older");
  EXPECT_EQ(OpenError(anchor()), "StoreRolledBack");
  EXPECT_EQ(OpenError(), "AnchorRequired");
  std::filesystem::rename(anchor(), anchor() + ".away");
  EXPECT_EQ(OpenError(anchor()), "AnchorNotFound");
  // The same older state again, after it has been gone on with elsewhere.
  std::filesystem::rename(anchor() + ".away", anchor());
  EXPECT_EQ(OpenError(anchor()), "StoreRolledBack");
}

TEST_F(SealedStoreTest, KeyringPutBackWithItsStoreIsFoundAgainstTheAnchor) {
  Open(anchor());
  Write("k", "1");
  CopyTo("older");
  Open(anchor());
  ASSERT_TRUE(store_->RotateDataKey());
  Close();
  EXPECT_EQ(OpenError(anchor()), "");
  PutBack("older");
  EXPECT_EQ(OpenError(anchor()), "StoreRolledBack");
}

TEST_F(SealedStoreTest, AnchorIsMadeWhenFirstNamedAndNeededFromThenOn) {
  Open();
  Write("k", "1");
  Open(anchor());
  Write("k", "2");
  EXPECT_EQ(OpenError(), "AnchorRequired");
  EXPECT_EQ(OpenError(anchor()), "");
}

TEST_F(SealedStoreTest, AnotherStoresAnchorIsRefused) {
  Open(anchor());
  Close();
  std::filesystem::rename(directory(), temp_.path() + "/first");
  EXPECT_EQ(OpenError(anchor()), "AnchorExists");
}

TEST_F(SealedStoreTest, InitializingTwiceIsRefusedAndChangesNothing) {
  Open();
  Write("k", "v");
  Close();
  auto engine = sqlite::Open({.directory = directory()});
  ASSERT_TRUE(engine);
  crypto::SystemRandom random;
  const core::SystemClock clock;
  auto again = SealedStore::Initialize(**engine, FixedSeal(), {.random = random, .clock = clock});
  EXPECT_EQ(NameOf(again), "AlreadyInitialized");
  engine->reset();
  Open();
  EXPECT_EQ(Value("k"), "v");
}

// What one call has seen no later call may take back, whether it came from the cache or not.
TEST_F(SealedStoreTest, CachedReadsNeverGoBack) {
  Open();
  Write("k", "0");
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> seen = 1;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&, reader] {
      while (!stop) {
        const std::uint64_t before = seen;
        Revision found = 0;
        if (reader == 0) {
          auto page = store_->Range("k", 1, "");
          if (page && !page->items.empty()) found = page->items[0].mod_revision;
        } else {
          auto got = store_->Get("k");
          if (got && *got) found = (*got)->mod_revision;
        }
        EXPECT_GE(found, before);
        std::uint64_t latest = seen;
        while (latest < found && !seen.compare_exchange_weak(latest, found)) {
        }
      }
    });
  }
  for (int i = 0; i < 500; ++i) {
    auto done = store_->Commit({{}, {Put{"k", std::to_string(i)}}});
    ASSERT_TRUE(done);
    auto got = store_->Get("k");
    ASSERT_TRUE(got && *got);
    EXPECT_EQ((*got)->value, std::to_string(i));
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace keyward::store::sealed
