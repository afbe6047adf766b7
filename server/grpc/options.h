// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/tls_context.h"
#include "server/workers/workers.h"

namespace keyward::server::grpc {

// For whom access tokens are that this front door takes.
inline constexpr std::string_view kAudience = "keyward.grpc";

struct Options {
  // An IPv4 or IPv6 address, no name; port 0 is any that is free.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  // Certificate and key; both paths empty: plaintext, which is refused on anything but loopback.
  crypto::TlsServerFiles tls;
  // Whom a client certificate stands for: from an alternative name, as "URI:spiffe://…" or
  // "DNS:host", to the ARN of a user. A URI that is such an ARN itself needs no entry.
  std::map<std::string, std::string> certificate_principals;
  // What aws:RequestedRegion and the audit log say: no signature names a Region here.
  std::string region = "us-east-1";

  // RESOURCE_EXHAUSTED. A request's message, as long as the wires over HTTP read.
  std::size_t message_bytes = std::size_t{1} << 20;
  // RESOURCE_EXHAUSTED. A call's metadata: a token is under 1 KiB, tracing headers add some.
  std::size_t metadata_bytes = std::size_t{16} << 10;
  // Calls under way on one connection; HTTP/2 makes the client wait with others.
  std::size_t streams_per_connection = 128;
  // RESOURCE_EXHAUSTED. Calls that wait for a worker.
  std::size_t max_waiting_calls = 1024;
  // What gRPC's buffers may take in all; past it, it stops to read.
  std::size_t memory_bytes = std::size_t{256} << 20;
  // After which a connection without a call is ended.
  std::chrono::milliseconds idle_timeout{300'000};
  // Where handlers run, when front doors share their threads; null: on `threads` of the server's
  // own (0: four for each processor and at least eight). gRPC's own threads come on top.
  std::shared_ptr<workers::Workers> shared_workers;
  std::size_t threads = 0;
};

// Bounds of the options themselves; Server::Start refuses what lies outside.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxThreads = 1024;

}  // namespace keyward::server::grpc
