// SPDX-License-Identifier: Apache-2.0
#include "server/audit/file_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "server/audit/line.h"

namespace keyward::server::audit {
namespace {

namespace fs = std::filesystem;

std::string ParentOf(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

core::Result<void> SyncParent(const std::string& path) {
  const Descriptor directory(::open(ParentOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return SinkError("open its directory", errno);
  if (::fsync(directory.get()) != 0) return SinkError("sync its directory", errno);
  return {};
}

// How long the file is up to the end of its last whole line.
core::Result<std::uint64_t> WholeLines(int file, std::uint64_t size) {
  const std::uint64_t window = std::min<std::uint64_t>(size, kMaxLineBytes + 1);
  std::string tail(window, '\0');
  std::size_t have = 0;
  while (have < tail.size()) {
    const ssize_t count = ::pread(file, tail.data() + have, tail.size() - have,
                                  static_cast<off_t>(size - window + have));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return SinkError("read its end", count < 0 ? errno : EIO);
    have += static_cast<std::size_t>(count);
  }
  const std::size_t end = tail.rfind('\n');
  if (end != std::string::npos) return size - window + end + 1;
  if (window == size) return std::uint64_t{0};
  return SinkError("its end is no line of a log");
}

}  // namespace

std::string RotatedName(const std::string& path) {
  const std::string prefix = fs::path(path).filename().string() + ".";
  std::uint64_t highest = 0;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(ParentOf(path), failed)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    std::uint64_t number = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, wrong] = std::from_chars(name.data() + prefix.size(), end, number);
    if (wrong == std::errc() && stop == end) highest = std::max(highest, number);
  }
  return path + "." + std::to_string(highest + 1);
}

FileOutput::FileOutput(FileOptions options)
    : options_(std::move(options)), name_("file `" + options_.path + "`") {}

core::Result<void> FileOutput::Open() {
  // Of a pipe only the end that waits for a reader: with both, nobody would be missed.
  struct stat there = {};
  const bool special = ::stat(options_.path.c_str(), &there) == 0 && !S_ISREG(there.st_mode);
  const int flags = special ? O_WRONLY : O_RDWR | O_CREAT;
  Descriptor file(::open(options_.path.c_str(), flags | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600));
  if (!file.is_open()) return SinkError("open", errno);
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return SinkError("open", errno);
  regular_ = S_ISREG(status.st_mode);
  size_ = 0;
  if (regular_) {
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const core::Result<std::uint64_t> whole = WholeLines(file.get(), size);
    if (!whole) return whole.error();
    if (*whole != size && ::ftruncate(file.get(), static_cast<off_t>(*whole)) != 0) {
      return SinkError("cut off an incomplete line", errno);
    }
    size_ = *whole;
    if (core::Result<void> synced = SyncParent(options_.path); !synced) return synced;
  }
  file_ = std::move(file);
  sync_failed_ = false;
  return {};
}

core::Result<void> FileOutput::InPlace() const {
  if (!file_.is_open()) return SinkError("is not open");
  if (sync_failed_) return SinkError("a sync failed, and what its disk holds is not known");
  struct stat ours = {};
  struct stat there = {};
  if (::fstat(file_.get(), &ours) != 0) return SinkError("look at it", errno);
  if (::stat(options_.path.c_str(), &there) != 0) {
    return errno == ENOENT ? SinkError("was deleted or moved") : SinkError("look at it", errno);
  }
  if (ours.st_dev != there.st_dev || ours.st_ino != there.st_ino) {
    return SinkError("was replaced by another");
  }
  if (regular_ && static_cast<std::uint64_t>(ours.st_size) < size_) {
    return SinkError("was cut while it was open");
  }
  return {};
}

core::Result<void> FileOutput::Probe() {
  if (core::Result<void> there = InPlace(); !there || !regular_) return there;
  struct statvfs disk = {};
  if (::fstatvfs(file_.get(), &disk) != 0) return SinkError("look at its disk", errno);
  if (disk.f_blocks != 0 && disk.f_bfree == 0) return SinkError("write", ENOSPC);
  return {};
}

core::Result<void> FileOutput::Write(std::string_view lines) {
  if (core::Result<void> there = InPlace(); !there) return there;
  const std::size_t before = offset_;
  core::Result<void> written = WriteFrom(file_.get(), lines, offset_);
  size_ += offset_ - before;
  const std::size_t end = offset_ == 0 ? std::string_view::npos : lines.rfind('\n', offset_ - 1);
  boundary_ = end == std::string_view::npos ? 0 : end + 1;
  if (!written) return written;
  offset_ = boundary_ = 0;
  return {};
}

core::Result<void> FileOutput::Sync() {
  if (core::Result<void> there = InPlace(); !there || !regular_) return there;
  if (::fdatasync(file_.get()) == 0) return {};
  // The system may have dropped what it could not write: another try would succeed and prove
  // nothing.
  sync_failed_ = true;
  return SinkError("sync", errno);
}

// Ends the present file with its last whole line, durably.
core::Result<void> FileOutput::LeaveFile() {
  if (!regular_) return {};
  size_ -= offset_ - boundary_;
  offset_ = boundary_;
  if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) {
    return SinkError("cut off an incomplete line", errno);
  }
  if (::fsync(file_.get()) != 0) return SinkError("sync", errno);
  return {};
}

core::Result<bool> FileOutput::Reopen() {
  bool lost = false;
  if (file_.is_open()) {
    struct stat status = {};
    if (::fstat(file_.get(), &status) != 0) return SinkError("look at it", errno);
    lost = regular_ && status.st_nlink == 0;
    if (lost) {
      offset_ = boundary_ = 0;
    } else if (core::Result<void> left = LeaveFile(); !left) {
      return left.error();
    }
  }
  if (core::Result<void> opened = Open(); !opened) return opened.error();
  return lost;
}

bool FileOutput::WantsRotation() const {
  return regular_ && options_.rotate_bytes != 0 && size_ >= options_.rotate_bytes;
}

core::Result<void> FileOutput::Rotate() {
  if (!WantsRotation()) return {};
  if (core::Result<void> there = InPlace(); !there) return there;
  if (core::Result<void> left = LeaveFile(); !left) return left;
  if (::rename(options_.path.c_str(), RotatedName(options_.path).c_str()) != 0) {
    return SinkError("rename", errno);
  }
  return Open();
}

}  // namespace keyward::server::audit
