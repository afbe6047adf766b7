// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/types.h"

namespace keyward::store::sealed {

// Records that were opened, the least recently used leaving first. Never answers with what a commit
// has changed: from Changing to Settled of a key nothing of its shard is kept, and what was read
// before Settled is not taken in after it. Values are wiped when they leave. Thread-safe.
class RecordCache {
 public:
  // 0 keeps nothing.
  explicit RecordCache(std::size_t bytes) : shard_bytes_(bytes / kShards) {}
  ~RecordCache();
  RecordCache(const RecordCache&) = delete;
  RecordCache& operator=(const RecordCache&) = delete;

  std::optional<KeyValue> Find(std::string_view key);

  // To be taken before the record is read from the engine, and given back with it.
  using Ticket = std::uint64_t;
  Ticket Take(std::string_view key);
  void Fill(const KeyValue& record, Ticket ticket);

  void Changing(std::string_view key);
  void Settled(std::string_view key);

 private:
  using Entries = std::list<KeyValue>;
  struct Shard {
    std::mutex mutex;
    Entries entries;  // most recently used first
    std::unordered_map<std::string_view, Entries::iterator> by_key;
    std::size_t bytes = 0;
    Ticket ticket = 0;         // goes up with each change
    std::size_t changing = 0;  // keys between Changing and Settled
  };
  static constexpr std::size_t kShards = 64;

  Shard& ShardOf(std::string_view key);
  static void Remove(Shard& shard, Entries::iterator entry);

  const std::size_t shard_bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace keyward::store::sealed
