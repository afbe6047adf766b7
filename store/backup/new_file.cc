// SPDX-License-Identifier: Apache-2.0
#include "store/backup/new_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace keyward::store::backup {
namespace {

constexpr mode_t kOwnerOnly = 0600;

core::Error CannotWrite(const std::string& path, int number) {
  if (number == EEXIST) {
    return {core::ErrorCode::kAlreadyExists, "BackupExists", "`" + path + "` exists already"};
  }
  return {core::ErrorCode::kUnavailable, "BackupUnwritable",
          "cannot write `" + path + "`: " + std::strerror(number)};
}

std::string DirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// A draft with a name of its own, which is put into *draft; -1 when there is none to be had.
int OpenNamed(const std::string& directory, const std::string& path, std::string* draft) {
  const std::string name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  std::string pattern = directory + "/." + name + ".XXXXXX";
  const int file = ::mkostemp(pattern.data(), O_CLOEXEC);  // with mode 0600
  if (file >= 0) *draft = std::move(pattern);
  return file;
}

}  // namespace

core::Result<NewFile> NewFile::Create(const std::string& path, Draft draft) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) == 0) return CannotWrite(path, EEXIST);
  if (errno != ENOENT) return CannotWrite(path, errno);
  const std::string directory = DirectoryOf(path);
  std::string name;
  int file = -1;
  if (draft == Draft::kUnnamedIfPossible) {
    file = ::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kOwnerOnly);
  }
  if (file < 0) file = OpenNamed(directory, path, &name);
  if (file < 0) return CannotWrite(path, errno);
  return NewFile(file, path, directory, std::move(name));
}

NewFile::NewFile(NewFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      path_(std::move(other.path_)),
      directory_(std::move(other.directory_)),
      draft_(std::exchange(other.draft_, {})) {}

NewFile::~NewFile() {
  if (file_ >= 0) ::close(file_);
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

core::Result<void> NewFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return CannotWrite(path_, errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// Source: open(2), "O_TMPFILE", for how a file without a name gets one; rename(2),
// RENAME_NOREPLACE, which not every file system knows.
int NewFile::GiveName() const {
  if (draft_.empty()) {
    const std::string link = "/proc/self/fd/" + std::to_string(file_);
    return ::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, path_.c_str(), AT_SYMLINK_FOLLOW);
  }
  const int renamed =
      ::renameat2(AT_FDCWD, draft_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
  if (renamed == 0 || errno != EINVAL) return renamed;
  return ::link(draft_.c_str(), path_.c_str());
}

core::Result<void> NewFile::SyncDirectory() const {
  const int directory = ::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return CannotWrite(path_, errno);
  const int synced = ::fsync(directory);
  const int number = errno;
  ::close(directory);
  if (synced != 0) return CannotWrite(path_, number);
  return {};
}

core::Result<void> NewFile::Place() {
  if (::fsync(file_) != 0) return CannotWrite(path_, errno);
  if (GiveName() != 0) return CannotWrite(path_, errno);
  if (!draft_.empty()) ::unlink(draft_.c_str());  // the other name, when it was linked
  draft_.clear();
  core::Result<void> durable = SyncDirectory();
  if (!durable) ::unlink(path_.c_str());
  return durable;
}

}  // namespace keyward::store::backup
