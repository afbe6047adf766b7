// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/secret_input.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace keyward::auth {
namespace {

using crypto::SecretBytes;
using Deadline = std::optional<std::chrono::steady_clock::time_point>;

core::Error Unreadable(const std::string& name, int number) {
  const bool absent = number == ENOENT || number == ENOTDIR;
  return {absent ? core::ErrorCode::kNotFound : core::ErrorCode::kInvalidArgument,
          absent ? "FileNotFound" : "FileUnreadable",
          "cannot read `" + name + "`: " + std::strerror(number),
          {}};
}

// Waits until there is something to read; false when the deadline comes first.
bool WaitUntil(int descriptor, const Deadline& deadline) {
  if (!deadline.has_value()) return true;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    struct pollfd waited = {descriptor, POLLIN, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // read() tells what is wrong
  }
}

// Reads into out[*filled…] until it is full or the input ends.
core::Result<void> FillFrom(int descriptor, const std::string& name, const Deadline& deadline,
                            crypto::MutableBytes out, std::size_t* filled) {
  while (*filled < out.size()) {
    if (!WaitUntil(descriptor, deadline)) {
      return core::Error{
          core::ErrorCode::kUnavailable, "Timeout", "`" + name + "` did not end in time", {}};
    }
    const ssize_t got = ::read(descriptor, out.data() + *filled, out.size() - *filled);
    if (got == 0) return {};
    if (got < 0 && errno != EINTR) return Unreadable(name, errno);
    *filled += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  }
  return {};
}

core::Result<SecretBytes> FirstBytes(const SecretBytes& from, std::size_t size) {
  return SecretBytes::Copy(from.Expose().first(size));
}

core::Error NoSecretKey(const std::string& path) {
  return {core::ErrorCode::kInvalidArgument,
          "InvalidCredentials",
          "`" + path + "` must hold one secret access key and nothing else",
          {}};
}

}  // namespace

core::Result<SecretBytes> ReadSecretDescriptor(int descriptor, const std::string& name,
                                               Deadline deadline) {
  constexpr std::size_t kFirst = 4096;
  std::size_t filled = 0;
  core::Result<SecretBytes> read = SecretBytes::Copy({});
  for (std::size_t room = kFirst; read && room <= 2 * kMaxSecretInput; room *= 2) {
    const SecretBytes before = *std::move(read);
    read = SecretBytes::Build(room, [&](crypto::MutableBytes out) {
      std::copy(before.Expose().begin(), before.Expose().end(), out.begin());
      return FillFrom(descriptor, name, deadline, out, &filled);
    });
    if (read && filled < room) {
      if (filled > kMaxSecretInput) break;
      return FirstBytes(*read, filled);
    }
  }
  if (!read) return read;
  return core::Error{core::ErrorCode::kResourceExhausted,
                     "LimitExceeded",
                     "`" + name + "` holds more than " + std::to_string(kMaxSecretInput) + " bytes",
                     {}};
}

core::Result<SecretBytes> ReadSecretFile(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Unreadable(path, errno);
  auto read = ReadSecretDescriptor(descriptor, path);
  ::close(descriptor);
  return read;
}

core::Result<SecretBytes> ReadSecretKeyFile(const std::string& path) {
  auto read = ReadSecretFile(path);
  if (!read) return read;
  crypto::Bytes text = read->Expose();
  if (!text.empty() && text.back() == '\n') text = text.first(text.size() - 1);
  if (!text.empty() && text.back() == '\r') text = text.first(text.size() - 1);
  if (!IsSecretKey(text)) return NoSecretKey(path);
  return SecretBytes::Copy(text);
}

bool IsSecretKey(crypto::Bytes text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](std::uint8_t c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace keyward::auth
