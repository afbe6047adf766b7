// SPDX-License-Identifier: Apache-2.0
#include "server/audit/sink_set.h"

#include <algorithm>
#include <utility>

namespace keyward::server::audit {

SinkSet::SinkSet(std::vector<std::unique_ptr<Output>> outputs, Policy policy,
                 const WorkerLimits& limits)
    : policy_(policy), limits_(limits), board_(std::make_shared<Worker::Board>()) {
  for (std::unique_ptr<Output>& output : outputs) {
    workers_.push_back(std::make_unique<Worker>(std::move(output), limits, board_));
  }
}

bool SinkSet::Taken(std::uint64_t number) const {
  const auto took = [number](const auto& worker) { return worker->written() >= number; };
  return policy_ == Policy::kAll ? std::ranges::all_of(workers_, took)
                                 : std::ranges::any_of(workers_, took);
}

bool SinkSet::Durable(std::uint64_t number) const {
  const auto synced = [number](const auto& worker) { return worker->synced() >= number; };
  if (policy_ == Policy::kAll) return std::ranges::all_of(workers_, synced);
  const auto keeps = [](const auto& worker) { return worker->durable() && !worker->Fault(); };
  const bool kept = std::ranges::any_of(
      workers_, [&](const auto& worker) { return worker->durable() && synced(worker); });
  return kept || (std::ranges::none_of(workers_, keeps) && std::ranges::any_of(workers_, synced));
}

std::optional<core::Error> SinkSet::Fault() const {
  std::optional<core::Error> first;
  for (const auto& worker : workers_) {
    std::optional<core::Error> fault = worker->Fault();
    if (!fault && policy_ == Policy::kAny) return std::nullopt;
    if (fault && !first) first = std::move(fault);
  }
  return first;
}

core::Result<void> SinkSet::Await(std::unique_lock<std::mutex>& lock,
                                  bool (SinkSet::*done)(std::uint64_t) const) {
  const auto until = std::chrono::steady_clock::now() + limits_.deadline;
  while (!(this->*done)(handed_)) {
    if (std::optional<core::Error> fault = Fault()) return *std::move(fault);
    if (board_->changed.wait_until(lock, until) == std::cv_status::timeout) break;
  }
  if ((this->*done)(handed_)) return {};
  if (std::optional<core::Error> fault = Fault()) return *std::move(fault);
  return core::Error{core::ErrorCode::kUnavailable, "AuditUnavailable",
                     "the audit log cannot be written: its sinks are too slow"};
}

core::Result<void> SinkSet::Write(std::string lines) {
  const auto shared = std::make_shared<const std::string>(std::move(lines));
  std::unique_lock lock(board_->mutex);
  ++handed_;
  for (const auto& worker : workers_) worker->Write(handed_, shared);
  return Await(lock, &SinkSet::Taken);
}

core::Result<void> SinkSet::Settle() {
  std::unique_lock lock(board_->mutex);
  for (const auto& worker : workers_) worker->Sync();
  return Await(lock, &SinkSet::Durable);
}

core::Result<void> SinkSet::Working() const {
  const std::lock_guard lock(board_->mutex);
  if (std::optional<core::Error> fault = Fault()) return *std::move(fault);
  return {};
}

void SinkSet::Reopen() {
  const std::lock_guard lock(board_->mutex);
  for (const auto& worker : workers_) worker->Reopen();
}

bool SinkSet::WantsRotation() const {
  const std::lock_guard lock(board_->mutex);
  return std::ranges::any_of(workers_, [](const auto& worker) { return worker->wants_rotation(); });
}

void SinkSet::Rotate() {
  const std::lock_guard lock(board_->mutex);
  for (const auto& worker : workers_) worker->RotateIfLarge();
}

std::uint64_t SinkSet::syncs() const {
  const std::lock_guard lock(board_->mutex);
  std::uint64_t count = 0;
  for (const auto& worker : workers_) count += worker->syncs();
  return count;
}

}  // namespace keyward::server::audit
