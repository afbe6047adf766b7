// SPDX-License-Identifier: Apache-2.0
#include "server/process/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <system_error>

namespace keyward::server::process {

core::Result<void> Notifier::Tell(std::string_view state) const {
  if (socket_.empty()) return {};
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (socket_.size() >= sizeof address.sun_path) {
    return core::Error{core::ErrorCode::kUnavailable, "NotifyFailed",
                       "the path in NOTIFY_SOCKET is too long"};
  }
  std::ranges::copy(socket_, address.sun_path);
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const int file = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const bool sent = file >= 0 && ::sendto(file, state.data(), state.size(), MSG_NOSIGNAL,
                                          reinterpret_cast<const sockaddr*>(&address),
                                          size) == static_cast<ssize_t>(state.size());
  const int number = errno;
  if (file >= 0) ::close(file);
  if (sent) return {};
  return core::Error{
      core::ErrorCode::kUnavailable, "NotifyFailed",
      "the service manager cannot be told: " + std::generic_category().message(number)};
}

}  // namespace keyward::server::process
