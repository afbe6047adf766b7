// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "server/audit/descriptor.h"
#include "server/audit/output.h"

namespace keyward::server::audit {

struct FileOptions {
  std::string path;
  std::uint64_t rotate_bytes = std::uint64_t{64} << 20;  // 0: never by size
};

// A file, readable and writable by its owner only, that is appended to. Other kinds of file (a
// pipe, a terminal) are written as they are.
//
// Rotate renames it to PATH.N, N one more than the highest there is, and begins a new one. A file
// that was deleted, or that stands no longer at its path, takes nothing until Reopen: an operator
// who moved it says so. The same after a sync that failed. A line that a crash left incomplete at
// the end is cut off when it is opened: nobody was told that it had been taken.
class FileOutput final : public Output {
 public:
  explicit FileOutput(FileOptions options);

  const std::string& name() const override { return name_; }
  bool durable() const override { return true; }
  core::Result<void> Write(std::string_view lines) override;
  core::Result<void> Sync() override;
  core::Result<void> Probe() override;
  core::Result<bool> Reopen() override;
  bool WantsRotation() const override;
  core::Result<void> Rotate() override;

 private:
  core::Result<void> Open();
  core::Result<void> InPlace() const;
  core::Result<void> LeaveFile();

  const FileOptions options_;
  const std::string name_;
  Descriptor file_;
  bool regular_ = false;
  bool sync_failed_ = false;
  std::uint64_t size_ = 0;
  // Of lines that could not be written whole: how far they got, and to the end of which line.
  std::size_t offset_ = 0;
  std::size_t boundary_ = 0;
};

// PATH.N with the N that Rotate takes next.
std::string RotatedName(const std::string& path);

}  // namespace keyward::server::audit
