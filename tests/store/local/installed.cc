// SPDX-License-Identifier: Apache-2.0
#include "tests/store/local/installed.h"

#include <sqlite3.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace keyward::store {
namespace {

class Database {
 public:
  explicit Database(const std::string& directory) {
    const std::string path = directory + "/store.db";
    if (::sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
      throw std::runtime_error("cannot open " + path);
    }
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { ::sqlite3_close(handle_); }

  // Returns the first column of the first row, "" when there is none.
  std::string Run(const std::string& sql, const std::string& parameter) {
    sqlite3_stmt* statement = nullptr;
    if (::sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) Fail();
    if (::sqlite3_bind_parameter_count(statement) > 0) {
      ::sqlite3_bind_blob(statement, 1, parameter.data(), static_cast<int>(parameter.size()),
                          SQLITE_TRANSIENT);
    }
    std::string first;
    const int stepped = ::sqlite3_step(statement);
    if (stepped == SQLITE_ROW) {
      const auto* bytes = static_cast<const char*>(::sqlite3_column_blob(statement, 0));
      first.assign(bytes == nullptr ? "" : bytes,
                   static_cast<std::size_t>(::sqlite3_column_bytes(statement, 0)));
    }
    ::sqlite3_finalize(statement);
    if (stepped != SQLITE_ROW && stepped != SQLITE_DONE) Fail();
    return first;
  }

 private:
  void Fail() { throw std::runtime_error(::sqlite3_errmsg(handle_)); }
  sqlite3* handle_ = nullptr;
};

}  // namespace

keyring::PassphraseSeal CheapSeal(const std::string& passphrase) {
  using crypto::Argon2idParameters;
  return Must(keyring::PassphraseSeal::Create(
      Must(crypto::SecretBytes::Copy(crypto::AsBytes(passphrase))),
      {.passes = Argon2idParameters::kMinPasses, .memory_kib = Argon2idParameters::kMinMemoryKib}));
}

Installed::Installed()
    : clock_(core::Clock::TimePoint(std::chrono::seconds(1'800'000'000))),
      seal_(Must(keyring::KeyFileSeal::Generate(Path("key"), random_))) {}

local::Options Installed::At(const std::string& name, const std::string& anchor) const {
  return {.directory = Path(name),
          .anchor = anchor.empty() ? "" : Path(anchor),
          .random = random_,
          .clock = clock_};
}

void Installed::Write(const local::Options& options, const std::vector<Step>& steps) const {
  const auto store = Must(local::Open(options, seal_));
  for (const Step& step : steps) {
    Txn txn;
    if (step.value == "-") {
      txn.ops.emplace_back(Delete{step.key});
    } else {
      txn.ops.emplace_back(Put{step.key, step.value});
    }
    Must(store->Commit(std::move(txn)));
  }
}

std::string Installed::Read(const local::Options& options, const std::string& key) const {
  const auto store = local::Open(options, seal_);
  if (!store) return store.error().name;
  const auto record = (*store)->Get(key);
  if (!record) return record.error().name;
  return *record ? (*record)->value : "(none)";
}

void RunSql(const std::string& directory, const std::string& sql, const std::string& parameter,
            const std::string& old) {
  Database database(directory);
  if (!old.empty()) database.Run("ATTACH '" + old + "/store.db' AS old", "");
  database.Run(sql, parameter);
}

std::string QuerySql(const std::string& directory, const std::string& sql) {
  return Database(directory).Run(sql, "");
}

}  // namespace keyward::store
