// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/cache.h"

#include <functional>
#include <iterator>

#include "crypto/wipe.h"

namespace keyward::store::sealed {
namespace {

// A list node, a map node and two strings beside their bytes.
constexpr std::size_t kEntryBytes = 200;

std::size_t SizeOf(const KeyValue& record) {
  return kEntryBytes + record.key.size() + record.value.size();
}

}  // namespace

RecordCache::~RecordCache() {
  for (Shard& shard : shards_) {
    for (KeyValue& record : shard.entries) crypto::Wipe(record.value);
  }
}

std::optional<KeyValue> RecordCache::Find(std::string_view key) {
  if (shard_bytes_ == 0) return std::nullopt;
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.by_key.find(key);
  if (found == shard.by_key.end()) return std::nullopt;
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return *found->second;
}

RecordCache::Ticket RecordCache::Take(std::string_view key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  return shard.ticket;
}

void RecordCache::Fill(const KeyValue& record, Ticket ticket) {
  const std::size_t size = SizeOf(record);
  if (size > shard_bytes_) return;
  Shard& shard = ShardOf(record.key);
  const std::lock_guard lock(shard.mutex);
  if (shard.ticket != ticket || shard.changing != 0) return;
  if (shard.by_key.contains(record.key)) return;
  shard.entries.push_front(record);
  shard.by_key.emplace(shard.entries.front().key, shard.entries.begin());
  shard.bytes += size;
  while (shard.bytes > shard_bytes_) Remove(shard, std::prev(shard.entries.end()));
}

void RecordCache::Changing(std::string_view key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  ++shard.changing;
  ++shard.ticket;
  const auto found = shard.by_key.find(key);
  if (found != shard.by_key.end()) Remove(shard, found->second);
}

void RecordCache::Settled(std::string_view key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  --shard.changing;
  ++shard.ticket;
}

RecordCache::Shard& RecordCache::ShardOf(std::string_view key) {
  return shards_[std::hash<std::string_view>()(key) % kShards];
}

void RecordCache::Remove(Shard& shard, Entries::iterator entry) {
  shard.bytes -= SizeOf(*entry);
  shard.by_key.erase(entry->key);
  crypto::Wipe(entry->value);
  shard.entries.erase(entry);
}

}  // namespace keyward::store::sealed
