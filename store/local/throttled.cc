// SPDX-License-Identifier: Apache-2.0
#include "store/local/throttled.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "store/keyring/unseal_throttle.h"

namespace keyward::store::local {
namespace {

// One process at a time reads and writes the count: a flock on the directory itself, held for a
// moment.
class CountLock {
 public:
  explicit CountLock(const std::string& directory)
      : file_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (file_ < 0) return;
    do {
      held_ = ::flock(file_, LOCK_EX) == 0;
    } while (!held_ && errno == EINTR);
  }
  CountLock(const CountLock&) = delete;
  CountLock& operator=(const CountLock&) = delete;
  ~CountLock() {
    if (file_ >= 0) ::close(file_);
  }
  bool held() const { return held_; }

 private:
  int file_;
  bool held_ = false;
};

core::Result<void> UnderLock(const std::string& directory,
                             const std::function<core::Result<void>()>& count) {
  const CountLock lock(directory);
  if (lock.held()) return count();
  return core::Error{core::ErrorCode::kUnavailable, "DirectoryUnreadable",
                     "cannot lock data directory `" + directory + "`: " + std::strerror(errno)};
}

core::Result<void> CheckKind(std::string_view keyring, const keyring::Seal& seal) {
  core::Result<keyring::KeyringHeader> header = keyring::Keyring::ReadHeader(keyring);
  if (!header) return header.error();
  if (header->seal == seal.kind()) return {};
  return core::Error{core::ErrorCode::kFailedPrecondition, "SealMismatch",
                     "the keyring is sealed by a " +
                         std::string(keyring::SealKindName(header->seal)) + ", not by a " +
                         std::string(keyring::SealKindName(seal.kind()))};
}

// Whether the secret was right, whatever failed after it. Anything that a wrong secret, or a lack
// of memory on the way to knowing, could bring about must not count as right.
bool WasRight(const core::Result<void>& result) {
  if (result) return true;
  const core::Error& error = result.error();
  return error.code == core::ErrorCode::kDataLoss || error.name.starts_with("Anchor");
}

}  // namespace

core::Result<void> Throttled(const Options& options, const keyring::Seal& seal,
                             std::string_view keyring,
                             const std::function<core::Result<void>()>& unseal) {
  // A damaged header costs what a wrong secret costs: `unseal` sees to that.
  core::Result<void> kind = CheckKind(keyring, seal);
  if (!kind && kind.error().name != "UnsealFailed") return kind;
  if (seal.kind() != keyring::SealKind::kPassphrase) return unseal();
  keyring::UnsealThrottle throttle(options.directory + "/unseal-attempts", options.clock);
  core::Result<void> begun = UnderLock(options.directory, [&] { return throttle.Begin(); });
  if (!begun) return begun;
  core::Result<void> result = unseal();
  if (!WasRight(result)) return result;
  core::Result<void> cleared = UnderLock(options.directory, [&] { return throttle.Succeed(); });
  return result ? cleared : result;
}

}  // namespace keyward::store::local
