// SPDX-License-Identifier: Apache-2.0
#include "server/http/job.h"

#include <memory>

namespace keyward::server::http {

// What the handler throws ends here with the Responder that it had, which answers with 500.
void Job::Run() {
  handler_(std::move(request_), Responder(std::make_unique<Reply>(std::move(reply_))));
}

}  // namespace keyward::server::http
