// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "server/audit/descriptor.h"
#include "server/audit/output.h"

namespace keyward::server::audit {

// Standard output, or another open descriptor, which stays open. Nothing there is durable.
class StreamOutput final : public Output {
 public:
  StreamOutput(int file, std::string name) : file_(file), name_(std::move(name)) {}

  const std::string& name() const override { return name_; }
  bool durable() const override { return false; }
  core::Result<void> Write(std::string_view lines) override {
    core::Result<void> written = WriteFrom(file_, lines, offset_);
    if (written) offset_ = 0;
    return written;
  }
  core::Result<void> Sync() override { return {}; }
  core::Result<void> Probe() override;
  core::Result<bool> Reopen() override { return false; }
  bool WantsRotation() const override { return false; }
  core::Result<void> Rotate() override { return {}; }

 private:
  const int file_;
  const std::string name_;
  std::size_t offset_ = 0;
};

}  // namespace keyward::server::audit
