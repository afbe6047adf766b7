// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "store/sqlite/status.h"

namespace keyward::store::sqlite {

core::Result<DirectoryLock> DirectoryLock::Take(const std::string& directory) {
  const std::string path = directory + "/lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 && errno == ENOENT) {
    return core::Error{core::ErrorCode::kNotFound, "StoreNotFound",
                       "there is no data directory `" + directory + "`"};
  }
  if (file < 0) return SystemError("cannot open `" + path + "`", errno);
  DirectoryLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return SystemError("cannot lock `" + path + "`", errno);
  return core::Error{core::ErrorCode::kFailedPrecondition, "StoreLocked",
                     "data directory `" + directory + "` is in use by another process"};
}

DirectoryLock::~DirectoryLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace keyward::store::sqlite
