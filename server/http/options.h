// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/clock.h"
#include "crypto/tls_context.h"
#include "server/workers/workers.h"

namespace keyward::server::http {

// What one request may be. Passing a limit is answered with the status beside it, and the
// connection ends.
struct RequestLimits {
  // 414. RFC 9110 section 4.1 asks for 8,000 at least; the longest of ours is a presigned query
  // with a session token.
  std::size_t target_bytes = std::size_t{8} << 10;
  // 431. Request line and headers together: four times AWS's 8 KiB, since a session token that
  // carries policies and tags takes some of each. At most kMaxHeadBytes.
  std::size_t head_bytes = std::size_t{32} << 10;
  // 431. A signed request of an AWS SDK has about 15.
  std::size_t headers = 64;
  // 413. The largest request of the services is a secret of 64 KiB, as base64 within JSON.
  std::size_t body_bytes = std::size_t{256} << 10;
  // 400. Chunk extensions of a request in all. Nobody needs one.
  std::size_t chunk_extension_bytes = 256;
};

struct Options {
  // An IPv4 or IPv6 address, no name; port 0 is any that is free.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  // Certificate and key; both paths empty: plaintext, which is refused on anything but loopback.
  crypto::TlsServerFiles tls;

  RequestLimits limits;

  // All deadlines are absolute: sending a little now and then moves none of them.
  //
  // 408. From connecting, TLS handshake included, or from the first byte of a later request, to the
  // end of its headers. Several round trips of a slow line.
  std::chrono::milliseconds header_deadline{10'000};
  // 408. From the end of the headers to the end of the body: 256 KiB at 70 kbit/s.
  std::chrono::milliseconds body_deadline{30'000};
  // From the moment an answer is ready to its last byte in the socket's buffer. As the body's.
  std::chrono::milliseconds answer_deadline{30'000};
  // Between requests. Above the 60 s after which common proxies drop an idle connection, so that
  // they end it and not we, under a request that is on its way.
  std::chrono::milliseconds idle_timeout{75'000};

  // 503 over plaintext, and over TLS a closed connection. With full bodies and heads all
  // connections together hold under 150 MiB, and they fit beside the store's files in the usual
  // limit of 1,024 open files.
  std::size_t max_connections = 512;
  // What a client may send ahead of the answers it waits for. Requests of one connection are
  // handled one after the other; up to this many later bytes are held, TCP keeps back the rest.
  // About 30 small requests.
  std::size_t pipelined_bytes = std::size_t{16} << 10;
  // 503 with Retry-After. Requests that wait for a worker; with 512 connections, each of which has
  // one request under way, only a lowered limit or a raised number of connections reaches it.
  std::size_t max_queued_requests = 1024;
  // Threads in all: one in eight runs an event loop (at least one), the others, at least one, run
  // handlers. 0: four for each processor and at least eight, as handlers wait for disks and tokens.
  std::size_t threads = 0;
  // Where handlers run, when front doors share their threads; null: on threads of the server's own.
  // Then `threads` says how many event loops there are, one for each eight, and no more.
  std::shared_ptr<workers::Workers> shared_workers;

  // For the Date header; not null.
  std::shared_ptr<const core::Clock> clock = std::make_shared<core::SystemClock>();
};

// How `threads` are shared out between event loops and handlers.
struct ThreadShare {
  std::size_t loops;
  std::size_t workers;
};
ThreadShare ShareThreads(std::size_t threads);

// Bounds of the options themselves; Server::Start refuses what lies outside.
inline constexpr std::size_t kMaxHeadBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMinPipelinedBytes = std::size_t{1} << 10;
inline constexpr std::size_t kMaxPipelinedBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxThreads = 1024;

}  // namespace keyward::server::http
