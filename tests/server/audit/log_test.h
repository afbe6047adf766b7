// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "tests/api/memory_store.h"
#include "tests/server/audit/log_fixture.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::audit {

inline constexpr std::chrono::milliseconds kNever{60'000};

inline std::string EventLine(const std::string& id) { return R"({"id":")" + id + "\"}"; }

// A store in memory, and a log in a file beside it.
class LogTest : public testing::Test {
 protected:
  std::string Path(const std::string& name = "log") const { return directory_.path() + "/" + name; }
  std::string Text() const { return store::ReadWhole(Path()); }
  std::unique_ptr<Log> Open(LogOptions options = {}) { return Open(store_, std::move(options)); }
  std::unique_ptr<Log> Open(store::Store& store, LogOptions options = {}) {
    core::Result<std::unique_ptr<Log>> log = OpenLog(store, Path(), std::move(options));
    EXPECT_TRUE(log) << core::Describe(log.error());
    return log ? *std::move(log) : nullptr;
  }
  void CommitChanges(api::AuditLog& log, int count, const std::string& prefix = "c") {
    for (int i = 0; i < count; ++i) {
      EXPECT_TRUE(CommitChange(store_, log, prefix + std::to_string(1000 + i)));
    }
  }
  bool Drains() {
    return Eventually([this] { return OutboxSize(store_) == 0; });
  }
  void ExpectWhole(store::Store& store) {
    const Report report = VerifyStored(store, {Path()});
    EXPECT_FALSE(report.fault) << report.fault->line << ": " << report.fault->message;
  }

  const store::TempDirectory directory_;
  api::MemoryStore store_;
};

}  // namespace keyward::server::audit
