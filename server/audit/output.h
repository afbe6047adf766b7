// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace keyward::server::audit {

// Where lines go. Each call may block as long as the system lets it: a Worker calls it, on a thread
// of its own, one call at a time. Errors of all: kUnavailable "AuditSinkFailed", in words that
// follow the sink's name.
class Output {
 public:
  virtual ~Output() = default;

  // How people call it: "file `/var/log/keyward/audit.log`". Never changes; any thread.
  virtual const std::string& name() const = 0;
  // Whether Sync means more than Write: what a crash of the machine leaves.
  virtual bool durable() const = 0;

  // Takes whole lines. After an error it is called with the same lines again, and goes on where it
  // had stopped.
  virtual core::Result<void> Write(std::string_view lines) = 0;
  // Makes all that was written durable, at the place where it is to be found.
  virtual core::Result<void> Sync() = 0;
  // Whether it could write, as far as that is known without writing.
  virtual core::Result<void> Probe() = 0;

  // Opens it, again if it was open. Returns whether what was written since the last Sync was lost,
  // as with a file that was deleted.
  virtual core::Result<bool> Reopen() = 0;
  // Whether it is large enough to begin anew; Rotate does so. What was written is synced first.
  virtual bool WantsRotation() const = 0;
  virtual core::Result<void> Rotate() = 0;
};

}  // namespace keyward::server::audit
