// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/unseal_throttle.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "store/durable_file.h"

namespace keyward::store::keyring {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kFreeAttempts = 3;
constexpr std::size_t kMaxFileBytes = 64;

struct Attempts {
  std::uint32_t count = 0;
  std::int64_t last = 0;  // seconds since 1970-01-01 UTC
};

seconds WaitAfter(std::uint32_t count) {
  if (count < kFreeAttempts) return seconds{0};
  const std::uint32_t doublings = std::min(count - kFreeAttempts, 6u);
  return std::min(seconds{1 << doublings}, UnsealThrottle::kLongestWait);
}

// "COUNT SECONDS\n".
std::optional<Attempts> Parse(std::string_view text) {
  Attempts attempts;
  const char* const end = text.data() + text.size();
  const auto count = std::from_chars(text.data(), end, attempts.count);
  if (count.ec != std::errc() || count.ptr == end || *count.ptr != ' ') return std::nullopt;
  const auto last = std::from_chars(count.ptr + 1, end, attempts.last);
  if (last.ec != std::errc() || std::string_view(last.ptr, end) != "\n") return std::nullopt;
  return attempts;
}

core::Result<void> Write(const std::string& path, const Attempts& attempts) {
  return ReplaceFile(path,
                     std::to_string(attempts.count) + " " + std::to_string(attempts.last) + "\n");
}

}  // namespace

core::Result<void> UnsealThrottle::Begin() {
  const std::int64_t now =
      std::chrono::duration_cast<seconds>(clock_.Now().time_since_epoch()).count();
  Attempts attempts;
  core::Result<std::string> text = ReadFile(path_, kMaxFileBytes);
  if (text) {
    // A count that cannot be read is taken for a high one, made just now.
    const Attempts worst{std::numeric_limits<std::uint32_t>::max(), now};
    const std::optional<Attempts> parsed = Parse(*text);
    attempts = parsed.value_or(worst);
    // A clock that was set back must not make anyone wait longer than from now.
    const bool rewrite = !parsed || attempts.last > now;
    attempts.last = std::clamp<std::int64_t>(attempts.last, 0, now);
    if (rewrite) {
      if (core::Result<void> written = Write(path_, attempts); !written) return written;
    }
  } else if (text.error().code != core::ErrorCode::kNotFound) {
    return std::move(text).error();
  }
  const std::int64_t left = attempts.last + WaitAfter(attempts.count).count() - now;
  if (left > 0) {
    return core::Error{core::ErrorCode::kResourceExhausted, "UnsealThrottled",
                       "too many failed attempts to unseal: try again in " + std::to_string(left) +
                           (left == 1 ? " second" : " seconds")};
  }
  if (attempts.count < std::numeric_limits<std::uint32_t>::max()) ++attempts.count;
  return Write(path_, {attempts.count, now});
}

core::Result<void> UnsealThrottle::Succeed() {
  if (::unlink(path_.c_str()) == 0 || errno == ENOENT) return {};
  return Write(path_, {0, 0});
}

}  // namespace keyward::store::keyring
