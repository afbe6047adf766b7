// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "server/audit/descriptor.h"
#include "server/audit/output.h"

namespace keyward::server::audit {

// The machine's syslog, through its datagram socket: each line one message of facility authpriv
// (10), severity info (6), tag "keyward". Not through syslog(3), which tells nobody when it fails.
//
// A line that the socket does not take whole is sent cut, with " (cut)" at its end: such a copy
// cannot be verified. Nothing there is durable as far as we know. Source: RFC 3164 section 4.
class SyslogOutput final : public Output {
 public:
  explicit SyslogOutput(std::string socket = "/dev/log");

  const std::string& name() const override { return name_; }
  bool durable() const override { return false; }
  core::Result<void> Write(std::string_view lines) override;
  core::Result<void> Sync() override { return {}; }
  core::Result<void> Probe() override { return Connect(); }
  core::Result<bool> Reopen() override;
  bool WantsRotation() const override { return false; }
  core::Result<void> Rotate() override { return {}; }

 private:
  core::Result<void> Connect();
  core::Result<void> Send(std::string_view line);

  const std::string path_;
  const std::string name_;
  Descriptor socket_;
  std::size_t offset_ = 0;
};

}  // namespace keyward::server::audit
