// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "server/http/mailbox.h"
#include "server/http/server.h"
#include "server/workers/workers.h"

namespace keyward::server::http {

// A request on its way to a handler.
class Job final : public workers::Task {
 public:
  // `handler` outlives the lane that the job goes to.
  Job(const Handler& handler, Request request, Reply reply)
      : handler_(handler), request_(std::move(request)), reply_(std::move(reply)) {}

  // Only here does the reply become a Responder: dropping a job answers nothing.
  void Run() override;
  ConnectionId connection() const { return reply_.connection(); }

 private:
  const Handler& handler_;
  Request request_;
  Reply reply_;
};

}  // namespace keyward::server::http
