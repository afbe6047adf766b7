// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "core/clock.h"
#include "core/error.h"

namespace keyward::server::process {

// From the most talkative on.
enum class Level : std::uint8_t { kInfo, kWarn, kError };

// The level of a name that --log-level takes; kInfo for any other.
Level LevelOf(std::string_view name);

// What the service tells who runs it: one line of JSON an event, to a descriptor.
//
//   {"time":"2026-01-02T03:04:05.678Z","level":"info","message":"serving","http":"127.0.0.1:8080"}
//
// A line is one write. What cannot be written is lost: no request waits for the log. Never handed a
// secret; bytes that are not UTF-8 become U+FFFD. Thread-safe.
class Log {
 public:
  using Field = std::pair<std::string_view, std::string_view>;  // a name of ours, any text
  using Fields = std::initializer_list<Field>;

  // `clock` must outlive it; `file` stays open and is the caller's.
  Log(int file, Level level, const core::Clock& clock)
      : file_(file), level_(level), clock_(clock) {}

  void Write(Level level, std::string_view message, Fields fields = {});
  void Info(std::string_view message, Fields fields = {}) { Write(Level::kInfo, message, fields); }
  void Warn(std::string_view message, Fields fields = {}) { Write(Level::kWarn, message, fields); }
  // `error` and `detail` are the error's name and message.
  void Warn(std::string_view message, const core::Error& error);
  void Failed(std::string_view message, const core::Error& error);

 private:
  const int file_;
  const Level level_;
  const core::Clock& clock_;
  std::mutex mutex_;
};

}  // namespace keyward::server::process
