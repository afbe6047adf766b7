// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace keyward::store::backup {

// A file that appears under its name whole and durable, or not at all. Where the file system can,
// it has no name before that, so that not even a killed process leaves anything; elsewhere it is
// `.NAME.XXXXXX` beside it, which the destructor removes. Readable and writable by its owner only.
// One thread at a time.
class NewFile {
 public:
  enum class Draft : std::uint8_t { kUnnamedIfPossible, kNamed };

  // Errors: kAlreadyExists "BackupExists" when the name is taken; kUnavailable "BackupUnwritable".
  static core::Result<NewFile> Create(const std::string& path,
                                      Draft draft = Draft::kUnnamedIfPossible);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  core::Result<void> Write(std::string_view bytes);

  // Syncs the file, gives it its name, and makes the name durable. To be called once, and last.
  // Errors: as Create's; another's file is never replaced.
  core::Result<void> Place();

 private:
  NewFile(int file, std::string path, std::string directory, std::string draft)
      : file_(file),
        path_(std::move(path)),
        directory_(std::move(directory)),
        draft_(std::move(draft)) {}
  int GiveName() const;
  core::Result<void> SyncDirectory() const;

  int file_;
  std::string path_;
  std::string directory_;
  std::string draft_;  // "" when it has no name
};

}  // namespace keyward::store::backup
