// SPDX-License-Identifier: Apache-2.0
#include "server/audit/stream_output.h"

#include <poll.h>

#include <cerrno>

namespace keyward::server::audit {

core::Result<void> StreamOutput::Probe() {
  pollfd state = {.fd = file_, .events = POLLOUT, .revents = 0};
  if (::poll(&state, 1, 0) < 0 && errno != EINTR) return SinkError("look at it", errno);
  if ((state.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
    return SinkError("nobody reads it any more");
  }
  return {};
}

}  // namespace keyward::server::audit
