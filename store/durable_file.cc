// SPDX-License-Identifier: Apache-2.0
#include "store/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/wipe.h"

namespace keyward::store {
namespace {

core::Error Cannot(std::string_view verb, const std::string& path, int number) {
  using core::ErrorCode;
  std::string message("cannot ");
  message.append(verb).append(" `").append(path).append("`: ");
  message.append(std::generic_category().message(number));
  switch (number) {
    case ENOENT:
      return {ErrorCode::kNotFound, "FileNotFound", std::move(message)};
    case EEXIST:
      return {ErrorCode::kAlreadyExists, "FileExists", std::move(message)};
    case EACCES:
    case EPERM:
    case EROFS:
      return {ErrorCode::kPermissionDenied, "FilePermissionDenied", std::move(message)};
    case ENOSPC:
    case EDQUOT:
      return {ErrorCode::kResourceExhausted, "DiskFull", std::move(message)};
    default:
      return {ErrorCode::kUnavailable, "FileFailed", std::move(message)};
  }
}

// A file descriptor until the end of the scope.
class File {
 public:
  File(const std::string& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_;
};

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

core::Result<void> SyncDirectoryOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const std::string directory = parent.empty() ? "." : parent;
  const File file(directory, O_RDONLY | O_DIRECTORY);
  if (!file.is_open()) return Cannot("open directory", directory, errno);
  if (::fsync(file.get()) != 0) return Cannot("sync directory", directory, errno);
  return {};
}

core::Result<void> WriteNew(const std::string& path, std::string_view bytes) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) return Cannot("create", path, errno);
  if (WriteAll(file.get(), bytes) && ::fsync(file.get()) == 0) return {};
  const int number = errno;
  ::unlink(path.c_str());
  return Cannot("write", path, number);
}

// Gives a file its name unless that is taken. File systems that cannot rename so can link.
bool PlaceNew(const std::string& draft, const std::string& path) {
  if (::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (::link(draft.c_str(), path.c_str()) != 0) return false;
  ::unlink(draft.c_str());
  return true;
}

}  // namespace

core::Result<void> CreateFile(const std::string& path, std::string_view bytes) {
  const std::string draft = path + ".part";
  if (::unlink(draft.c_str()) != 0 && errno != ENOENT) return Cannot("remove", draft, errno);
  if (core::Result<void> written = WriteNew(draft, bytes); !written) return written;
  if (!PlaceNew(draft, path)) {
    const int number = errno;
    ::unlink(draft.c_str());
    return Cannot("create", path, number);
  }
  return SyncDirectoryOf(path);
}

core::Result<void> ReplaceFile(const std::string& path, std::string_view bytes) {
  const std::string draft = path + ".new";
  if (::unlink(draft.c_str()) != 0 && errno != ENOENT) return Cannot("remove", draft, errno);
  if (core::Result<void> written = WriteNew(draft, bytes); !written) return written;
  if (::rename(draft.c_str(), path.c_str()) != 0) {
    const int number = errno;
    ::unlink(draft.c_str());
    return Cannot("replace", path, number);
  }
  return SyncDirectoryOf(path);
}

core::Result<std::string> ReadFile(const std::string& path, std::size_t limit) {
  // Not waiting for the other end of a pipe that somebody put there.
  const File file(path, O_RDONLY | O_NONBLOCK);
  if (!file.is_open()) return Cannot("open", path, errno);
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return Cannot("read", path, errno);
  if (!S_ISREG(status.st_mode)) {
    return core::Error{core::ErrorCode::kUnavailable, "NotARegularFile",
                       "`" + path + "` is not a regular file"};
  }
  // One byte more than allowed tells a file that is too large, however it grows meanwhile.
  std::string bytes(limit + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t count = ::read(file.get(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int number = errno;
      crypto::Wipe(bytes);
      return Cannot("read", path, number);
    }
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > limit) {
    crypto::Wipe(bytes);
    return core::Error{core::ErrorCode::kResourceExhausted, "FileTooLarge",
                       "`" + path + "` has more than " + std::to_string(limit) + " bytes"};
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace keyward::store
