// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "store/sqlite/status.h"

namespace keyward::store::sqlite {
namespace {

core::Error Cannot(const char* verb, const std::string& path) {
  const int number = errno;
  return SystemError(std::string("cannot ").append(verb).append(" `").append(path).append("`"),
                     number);
}

}  // namespace

core::Result<void> Files::Create(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return Cannot("create", path);
  ::close(file);
  return {};
}

core::Result<void> Files::Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return Cannot("rename", from);
  return {};
}

core::Result<void> Files::Remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return Cannot("remove", path);
  return {};
}

core::Result<void> Files::SyncDirectory(const std::string& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Cannot("open directory", directory);
  core::Result<void> result;
  if (::fsync(file) != 0) result = Cannot("sync directory", directory);
  ::close(file);
  return result;
}

Files& Files::System() {
  static Files files;
  return files;
}

core::Result<void> MakeDirectory(const std::string& directory, Files& files) {
  if (::mkdir(directory.c_str(), 0700) != 0) {
    if (errno == EEXIST) return {};
    return Cannot("create directory", directory);
  }
  const std::filesystem::path path = std::filesystem::path(directory).lexically_normal();
  const std::string trimmed = path.has_filename() ? path.string() : path.parent_path().string();
  const std::string parent = std::filesystem::path(trimmed).parent_path().string();
  return files.SyncDirectory(parent.empty() ? "." : parent);
}

}  // namespace keyward::store::sqlite
