// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "core/result.h"

namespace keyward::store::sqlite {

// Keeps every other process, and every other store in this one, off a data directory while it
// lives: an exclusive flock on DIRECTORY/lock. The kernel drops it when the process ends, however
// it ends. The file is never removed.
class DirectoryLock {
 public:
  // Errors: kFailedPrecondition "StoreLocked" when it is held elsewhere; kNotFound
  // "StoreNotFound" when there is no directory; SystemError's.
  static core::Result<DirectoryLock> Take(const std::string& directory);

  DirectoryLock(DirectoryLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int file) : file_(file) {}

  int file_;
};

}  // namespace keyward::store::sqlite
