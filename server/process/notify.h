// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace keyward::server::process {

// Tells the service manager how far the service is. Thread-safe.
// Source: sd_notify(3), "NOTIFY_SOCKET": one datagram of NAME=VALUE lines.
class Notifier {
 public:
  // `socket` is what $NOTIFY_SOCKET says: a path, or `@` and an abstract name; "" tells nobody.
  explicit Notifier(std::string socket) : socket_(std::move(socket)) {}

  // `state` as in "READY=1\nSTATUS=serving". Errors: kUnavailable "NotifyFailed"; none when there
  // is nobody to tell.
  core::Result<void> Tell(std::string_view state) const;

 private:
  const std::string socket_;
};

}  // namespace keyward::server::process
