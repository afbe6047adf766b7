// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace keyward::store {

// A directory of its own, removed with all that is in it.
class TempDirectory {
 public:
  // In `parent`, or where temporary files go.
  explicit TempDirectory(const std::string& parent = "");
  ~TempDirectory();
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Whole files, for tests that damage or move them.
std::string ReadWhole(const std::string& path);
void WriteWhole(const std::string& path, const std::string& bytes);

}  // namespace keyward::store
