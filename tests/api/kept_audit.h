// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/audit_event.h"

namespace keyward::api {

// An audit log in memory. Thread-safe, save the members.
class KeptAudit final : public AuditLog {
 public:
  std::string OutboxKey(std::string_view event_id) override {
    return std::string(kOutboxPrefix).append(event_id);
  }
  void Committed() override { ++committed; }
  core::Result<void> Record(std::string line) override {
    if (!takes) return Unavailable();
    const std::lock_guard lock(mutex_);
    lines.push_back(std::move(line));
    return {};
  }
  core::Result<void> Ready() override {
    if (!ready) return Unavailable();
    return {};
  }

  std::vector<std::string> lines;
  std::atomic<int> committed = 0;
  bool takes = true;  // records
  bool ready = true;

 private:
  static core::Error Unavailable() {
    return {core::ErrorCode::kUnavailable, "AuditUnavailable", "no sink takes records"};
  }
  std::mutex mutex_;
};

}  // namespace keyward::api
