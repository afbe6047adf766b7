// SPDX-License-Identifier: Apache-2.0
#include "store/backup/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace keyward::store::backup {
namespace {

core::Error CannotRead(const std::string& path, int number) {
  const bool absent = number == ENOENT || number == ENOTDIR;
  return {absent ? core::ErrorCode::kNotFound : core::ErrorCode::kUnavailable,
          absent ? "BackupNotFound" : "BackupUnreadable",
          "cannot read `" + path + "`: " + std::strerror(number)};
}

class FileInput final : public Input {
 public:
  FileInput(int file, std::string path) : file_(file), path_(std::move(path)) {}
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;
  ~FileInput() override { ::close(file_); }

  core::Result<std::size_t> Read(crypto::MutableBytes out) override {
    while (true) {
      const ssize_t got = ::read(file_, out.data(), out.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return CannotRead(path_, errno);
    }
  }

 private:
  int file_;
  std::string path_;
};

class BytesInput final : public Input {
 public:
  explicit BytesInput(crypto::Bytes bytes) : rest_(bytes) {}

  core::Result<std::size_t> Read(crypto::MutableBytes out) override {
    const std::size_t count = std::min(out.size(), rest_.size());
    std::copy_n(rest_.begin(), count, out.begin());
    rest_ = rest_.subspan(count);
    return count;
  }

 private:
  crypto::Bytes rest_;
};

}  // namespace

core::Result<std::unique_ptr<Input>> OpenFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return CannotRead(path, errno);
  return {std::make_unique<FileInput>(file, path)};
}

std::unique_ptr<Input> FromBytes(crypto::Bytes bytes) {
  return std::make_unique<BytesInput>(bytes);
}

}  // namespace keyward::store::backup
