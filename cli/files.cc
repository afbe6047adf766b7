// SPDX-License-Identifier: Apache-2.0
#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace keyward::cli {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

core::Error SystemError(const std::string& path, int number) {
  const bool absent = number == ENOENT || number == ENOTDIR;
  return {absent ? core::ErrorCode::kNotFound : core::ErrorCode::kInvalidArgument,
          absent ? "FileNotFound" : "FileUnreadable",
          "cannot read `" + path + "`: " + std::strerror(number),
          {}};
}

core::Error TooLarge(const std::string& path, std::size_t limit) {
  return {core::ErrorCode::kResourceExhausted,
          "LimitExceeded",
          "`" + DisplayName(path) + "` holds more than " + std::to_string(limit) + " bytes",
          {}};
}

core::Result<std::string> ReadStream(std::istream& in, std::size_t limit) {
  std::string text;
  while (in && text.size() <= limit) {
    const std::size_t had = text.size();
    text.resize(std::min(had + kChunk, limit + 1));
    in.read(text.data() + had, static_cast<std::streamsize>(text.size() - had));
    text.resize(had + static_cast<std::size_t>(in.gcount()));
  }
  if (text.size() > limit) return TooLarge("-", limit);
  return text;
}

}  // namespace

core::Result<std::uint64_t> CheckReadable(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return SystemError(path, errno);
  if (S_ISDIR(status.st_mode)) return SystemError(path, EISDIR);
  if (::access(path.c_str(), R_OK) != 0) return SystemError(path, errno);
  return S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : std::uint64_t{0};
}

core::Result<std::string> ReadWholeFile(const std::string& path, std::size_t limit,
                                        std::istream& standard_input) {
  if (path == "-") return ReadStream(standard_input, limit);
  auto size = CheckReadable(path);
  if (!size) return std::move(size).error();
  if (*size > limit) return TooLarge(path, limit);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return SystemError(path, errno);
  std::string text;
  while (text.size() <= limit) {
    const std::size_t had = text.size();
    text.resize(std::min(had + kChunk, limit + 1));
    const ssize_t got = ::read(file.get(), text.data() + had, text.size() - had);
    if (got < 0 && errno != EINTR) return SystemError(path, errno);
    text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return text;
  }
  return TooLarge(path, limit);
}

std::string DisplayName(const std::string& path) { return path == "-" ? "standard input" : path; }

}  // namespace keyward::cli
