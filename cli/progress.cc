// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <algorithm>

namespace keyward::cli {
namespace {

constexpr std::chrono::milliseconds kInterval{500};
constexpr char kEraseLine[] = "\r\x1b[K";

}  // namespace

Progress::Progress(std::ostream& err, bool shown, std::uint64_t total_bytes)
    : err_(err), shown_(shown), total_bytes_(total_bytes), start_(Clock::now()), next_(start_) {}

void Progress::Update(std::uint64_t answers, std::uint64_t errors, std::uint64_t bytes) {
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  dirty_ = true;
  const auto milliseconds = std::max<std::int64_t>(
      1, std::chrono::duration_cast<std::chrono::milliseconds>(now - start_).count());
  err_ << kEraseLine << answers << " decided";
  if (errors > 0) err_ << ", " << errors << " bad";
  if (total_bytes_ > 0)
    err_ << ", " << std::min<std::uint64_t>(100, bytes * 100 / total_bytes_) << "%";
  err_ << ", " << (answers + errors) * 1000 / static_cast<std::uint64_t>(milliseconds) << "/s";
  err_.flush();
}

void Progress::Finish() {
  if (!dirty_) return;
  dirty_ = false;
  err_ << kEraseLine;
  err_.flush();
}

}  // namespace keyward::cli
