// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "core/result.h"
#include "server/http/message.h"
#include "server/node/core.h"

namespace keyward::server::node {

// Whether the service lives, and whether requests should be sent to it. Thread-safe.
//
//   GET /healthz   200 for as long as the process answers
//   GET /readyz    200 when requests can be served: the store reads, the audit log takes records,
//                  and neither start nor drain is under way; else 503 with the part at fault
//
// Both are answered to anyone, without a signature, and tell no more than that.
class Health {
 public:
  // Starting until it is told otherwise.
  void Serve(Core& core) { core_ = &core; }
  void Drain() { draining_ = true; }

  // Errors: kUnavailable "NotReady" while starting or draining; those of the store and of the audit
  // log, which name what is at fault. Reads the store.
  core::Result<void> Ready() const;

  // See audit::Log::backlog; 0 while starting.
  std::uint64_t audit_backlog() const;

  // The answer to a request for one of the two paths; nothing for any other.
  std::optional<http::Response> Answer(const http::Request& request) const;

 private:
  http::Response AnswerReady() const;

  std::atomic<Core*> core_ = nullptr;
  std::atomic<bool> draining_ = false;
};

}  // namespace keyward::server::node
