// SPDX-License-Identifier: Apache-2.0
#include "server/process/log.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>

#include "api/schema/json_writer.h"

namespace keyward::server::process {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"info", "warn", "error"};

// "2026-01-02T03:04:05.678Z".
std::string TimeText(core::Clock::TimePoint time) {
  using std::chrono::milliseconds;
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::floor<milliseconds>(time - whole).count();
  const std::time_t seconds = whole.time_since_epoch().count();
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> date = {};
  const std::size_t size = std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string text(date.data(), size);
  const std::string digits = std::to_string(1000 + rest);  // 1678: zeros stay
  return text.append(".").append(digits, 1).append("Z");
}

void Append(std::string_view name, std::string_view value, std::string* line) {
  line->push_back(line->empty() ? '{' : ',');
  api::schema::AppendJsonString(name, line);
  line->push_back(':');
  api::schema::AppendJsonString(value, line);
}

}  // namespace

Level LevelOf(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == name) return static_cast<Level>(i);
  }
  return Level::kInfo;
}

void Log::Write(Level level, std::string_view message, Fields fields) {
  if (level < level_) return;
  std::string line;
  Append("time", TimeText(clock_.Now()), &line);
  Append("level", kNames.at(static_cast<std::size_t>(level)), &line);
  Append("message", message, &line);
  for (const Field& field : fields) Append(field.first, field.second, &line);
  line.append("}\n");
  const std::lock_guard lock(mutex_);
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t count = ::write(file_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Log::Warn(std::string_view message, const core::Error& error) {
  Write(Level::kWarn, message, {{"error", error.name}, {"detail", error.message}});
}

void Log::Failed(std::string_view message, const core::Error& error) {
  Write(Level::kError, message, {{"error", error.name}, {"detail", error.message}});
}

}  // namespace keyward::server::process
