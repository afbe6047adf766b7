// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"

namespace keyward::store::sqlite {

// What the engine does to files other than through SQLite. Virtual, so that tests of crashes can
// fail and lose each step. Thread-safe.
class Files {
 public:
  virtual ~Files() = default;

  // Makes an empty file, readable and writable by its owner only. Errors: SystemError's.
  virtual core::Result<void> Create(const std::string& path);
  // Puts `from` in the place of `to`. Not durable before SyncDirectory.
  virtual core::Result<void> Rename(const std::string& from, const std::string& to);
  // Removes the file if it exists.
  virtual core::Result<void> Remove(const std::string& path);
  // Makes durable which names the directory has.
  virtual core::Result<void> SyncDirectory(const std::string& directory);

  // The machine's.
  static Files& System();
};

// Makes the directory (0700) and its name durable unless it exists.
core::Result<void> MakeDirectory(const std::string& directory, Files& files);

}  // namespace keyward::store::sqlite
