// SPDX-License-Identifier: Apache-2.0
#include "iam/key_use.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "iam/keys.h"
#include "iam/records.h"

namespace keyward::iam {
namespace {

constexpr std::string_view kLongTerm = "AKIA";

bool IsDue(std::int64_t time, std::int64_t written, std::chrono::sys_seconds now) {
  return time > written &&
         now - std::chrono::sys_seconds(std::chrono::seconds(written)) >= KeyUse::kInterval;
}

}  // namespace

void KeyUse::Note(std::string_view access_key_id, std::string_view service, std::string_view region,
                  std::chrono::sys_seconds time) {
  if (!access_key_id.starts_with(kLongTerm)) return;
  const std::int64_t seconds = time.time_since_epoch().count();
  std::string id(access_key_id);
  const std::lock_guard lock(mutex_);
  auto found = uses_.find(id);
  if (found == uses_.end()) {
    if (uses_.size() >= kMaxKeys) return;
    found = uses_.emplace(std::move(id), Use()).first;
  }
  Use& use = found->second;
  if (seconds < use.time) return;
  use.time = seconds;
  use.service = service;
  use.region = region;
}

core::Result<void> KeyUse::Flush(std::chrono::sys_seconds now) {
  std::vector<Due> due = TakeDue(now);
  for (std::size_t first = 0; first < due.size(); first += kBatch) {
    const std::size_t last = std::min(first + kBatch, due.size());
    core::Result<bool> written = Write(due, first, last, now);
    if (!written) return std::move(written).error();
    if (*written) Settle(due, first, last);
  }
  MakeRoom();
  return {};
}

std::vector<KeyUse::Due> KeyUse::TakeDue(std::chrono::sys_seconds now) {
  std::vector<Due> due;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, use] : uses_) {
    if (IsDue(use.time, use.written, now)) due.push_back({.id = id, .use = use});
  }
  return due;
}

// Returns whether the batch is written; not so when another writer was faster.
core::Result<bool> KeyUse::Write(std::vector<Due>& batch, std::size_t first, std::size_t last,
                                 std::chrono::sys_seconds now) {
  api::Unit unit(store_);
  for (std::size_t i = first; i < last; ++i) {
    if (core::Result<void> added = Add(unit, batch[i], now); !added) return added.error();
  }
  if (!unit.changes_anything()) return true;
  core::Result<api::Unit::Outcome> done = unit.Commit();
  if (!done) return std::move(done).error();
  return *done == api::Unit::Outcome::kCommitted;
}

core::Result<void> KeyUse::Add(api::Unit& unit, Due& due, std::chrono::sys_seconds now) {
  const std::string key = AccessKeyUseKey(due.id);
  core::Result<std::optional<rec::AccessKeyUse>> stored = Load<rec::AccessKeyUse>(unit, key);
  if (!stored) return std::move(stored).error();
  due.gone = !*stored;
  if (due.gone) return {};
  due.use.written = (*stored)->time();  // by another node, or before this one started
  if (!IsDue(due.use.time, due.use.written, now)) return {};
  rec::AccessKeyUse& use = **stored;
  use.set_time(due.use.time);
  use.set_service(due.use.service);
  use.set_region(due.use.region);
  Save(unit, key, use);
  due.use.written = due.use.time;
  return {};
}

void KeyUse::Settle(const std::vector<Due>& batch, std::size_t first, std::size_t last) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = first; i < last; ++i) {
    const auto found = uses_.find(batch[i].id);
    if (found == uses_.end()) continue;
    found->second.written = batch[i].use.written;
    if (batch[i].gone) uses_.erase(found);
  }
}

// What is written is kept only to save a look at the store.
void KeyUse::MakeRoom() {
  const std::lock_guard lock(mutex_);
  if (uses_.size() < kMaxKeys) return;
  std::erase_if(uses_, [](const auto& entry) { return entry.second.time <= entry.second.written; });
}

}  // namespace keyward::iam
