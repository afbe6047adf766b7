// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/unit.h"
#include "core/result.h"
#include "store/store.h"

namespace keyward::iam {

// When and for what access keys were last used, as GetAccessKeyLastUsed shows it.
//
// Note keeps a use in memory; Flush writes what is due: a key's first use at once, and from then on
// the last one at most once an interval. So what is shown lags by at most the interval and the time
// between two flushes, and a crash loses as much. It is no audit record: those name every use.
// Thread-safe.
//
//   KeyUse uses(store);
//   uses.Note(caller.access_key_id, "iam", "us-east-1", now);   // once a request is authenticated
//   uses.Flush(now);                                            // about once a minute
//   uses.FlushAll();                                            // when the server stops
class KeyUse {
 public:
  // Between two writes for one key.
  static constexpr std::chrono::seconds kInterval = std::chrono::hours(1);
  // Keys in memory, some 300 bytes each. When there are more in use between two flushes, the use of
  // the others is noted after the next one.
  static constexpr std::size_t kMaxKeys = 10'000;
  static constexpr std::size_t kBatch = 100;  // keys a transaction

  explicit KeyUse(store::Store& store) : store_(store) {}

  // Long-term keys only ("AKIA…"): temporary credentials have no last use. Takes no look at the
  // store. An earlier time than one that was noted is left out.
  void Note(std::string_view access_key_id, std::string_view service, std::string_view region,
            std::chrono::sys_seconds time);

  // Writes what is due, without audit records. Only keys that are there are written: the record is
  // made with the key and deleted with it. What another writer changed meanwhile stays for the next
  // time. One thread at a time. Errors: those of Store; the rest stays for the next time.
  core::Result<void> Flush(std::chrono::sys_seconds now);

  // Writes all that is newer than what is stored.
  core::Result<void> FlushAll() { return Flush(std::chrono::sys_seconds::max()); }

 private:
  struct Use {
    std::int64_t time = 0;
    std::int64_t written = 0;  // the time that is stored, as far as is known; 0: not known
    std::string service;
    std::string region;
  };
  struct Due {
    std::string id;
    Use use;
    bool gone = false;  // there is no such key
  };

  std::vector<Due> TakeDue(std::chrono::sys_seconds now);
  core::Result<bool> Write(std::vector<Due>& batch, std::size_t first, std::size_t last,
                           std::chrono::sys_seconds now);
  core::Result<void> Add(api::Unit& unit, Due& due, std::chrono::sys_seconds now);
  void Settle(const std::vector<Due>& batch, std::size_t first, std::size_t last);
  void MakeRoom();

  store::Store& store_;
  std::mutex mutex_;
  std::unordered_map<std::string, Use> uses_;
};

}  // namespace keyward::iam
