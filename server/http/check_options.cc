// SPDX-License-Identifier: Apache-2.0
#include "server/http/check_options.h"

#include <sys/resource.h>

#include <string>

#include "server/http/socket.h"

namespace keyward::server::http {
namespace {

// Listener, event queues, standard streams, the store and its log, with room.
constexpr rlim_t kOtherFiles = 64;
// Beyond a day a deadline is a mistake.
constexpr std::chrono::hours kLongest{24};

template <typename T>
struct Range {
  const char* name;
  T value;
  T least;
  T most;
};

core::Result<void> CheckSizes(const Options& options) {
  const RequestLimits& limits = options.limits;
  constexpr std::size_t kSomeMillion = std::size_t{1} << 20;
  const Range<std::size_t> ranges[] = {
      {"limits.head_bytes", limits.head_bytes, 64, kMaxHeadBytes},
      {"limits.target_bytes", limits.target_bytes, 1, limits.head_bytes},
      {"limits.headers", limits.headers, 1, limits.head_bytes},
      {"limits.body_bytes", limits.body_bytes, 1, kMaxBodyBytes},
      {"limits.chunk_extension_bytes", limits.chunk_extension_bytes, 0, limits.head_bytes},
      {"max_connections", options.max_connections, 1, kSomeMillion},
      {"pipelined_bytes", options.pipelined_bytes, kMinPipelinedBytes, kMaxPipelinedBytes},
      {"max_queued_requests", options.max_queued_requests, 1, kSomeMillion},
      {"threads", options.threads, 0, kMaxThreads},
  };
  for (const auto& range : ranges) {
    if (range.value >= range.least && range.value <= range.most) continue;
    return InvalidOptions("`" + std::string(range.name) + "` is not from " +
                          std::to_string(range.least) + " to " + std::to_string(range.most));
  }
  return {};
}

core::Result<void> CheckTimes(const Options& options) {
  using std::chrono::milliseconds;
  const Range<milliseconds> ranges[] = {
      {"header_deadline", options.header_deadline, milliseconds(1), kLongest},
      {"body_deadline", options.body_deadline, milliseconds(1), kLongest},
      {"answer_deadline", options.answer_deadline, milliseconds(1), kLongest},
      {"idle_timeout", options.idle_timeout, milliseconds(1), kLongest},
  };
  for (const auto& range : ranges) {
    if (range.value >= range.least && range.value <= range.most) continue;
    return InvalidOptions("`" + std::string(range.name) + "` is not from 1 ms to 24 h");
  }
  return {};
}

core::Result<void> CheckTransport(const Options& options) {
  const core::Result<bool> loopback = IsLoopback(options.address);
  if (!loopback) return loopback.error();
  const bool certificate = !options.tls.certificate_path.empty();
  if (certificate != !options.tls.key_path.empty()) {
    return InvalidOptions("a certificate and its key are given together or not at all");
  }
  if (certificate) return {};
  if (!options.tls.client_ca_path.empty() || options.tls.client_certificate_required) {
    return InvalidOptions("client certificates need tls");
  }
  if (!*loopback) {
    return InvalidOptions("plaintext is served on loopback only, and `" + options.address +
                          "` is not: give a certificate");
  }
  return {};
}

core::Result<void> CheckFiles(const Options& options) {
  rlimit files = {};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return {};
  if (files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= options.max_connections + kOtherFiles) {
    return {};
  }
  return core::Error{core::ErrorCode::kFailedPrecondition, "TooFewFiles",
                     "the process may open " + std::to_string(files.rlim_cur) + " files, and " +
                         std::to_string(options.max_connections) + " connections need " +
                         std::to_string(options.max_connections + kOtherFiles)};
}

}  // namespace

core::Error InvalidOptions(std::string_view what) {
  return {core::ErrorCode::kInvalidArgument, "InvalidOptions", std::string(what)};
}

core::Result<void> CheckOptions(const Options& options) {
  if (options.clock == nullptr) return InvalidOptions("there is no clock");
  for (const auto check : {CheckSizes, CheckTimes, CheckTransport, CheckFiles}) {
    if (core::Result<void> checked = check(options); !checked) return checked;
  }
  return {};
}

}  // namespace keyward::server::http
