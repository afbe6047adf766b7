// SPDX-License-Identifier: Apache-2.0
#include "server/audit/syslog_output.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace keyward::server::audit {
namespace {

constexpr std::string_view kPrefix = "<86>keyward: ";  // 10 * 8 + 6
constexpr std::size_t kCutBytes = 1024;                // a message of RFC 3164

}  // namespace

SyslogOutput::SyslogOutput(std::string socket)
    : path_(std::move(socket)), name_("syslog `" + path_ + "`") {}

core::Result<void> SyslogOutput::Connect() {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) return SinkError("open", ENAMETOOLONG);
  std::memcpy(address.sun_path, path_.data(), path_.size());
  Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return SinkError("open", errno);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return SinkError("connect", errno);
  }
  socket_ = std::move(socket);
  return {};
}

core::Result<bool> SyslogOutput::Reopen() {
  if (core::Result<void> connected = Connect(); !connected) return connected.error();
  return false;
}

core::Result<void> SyslogOutput::Send(std::string_view line) {
  std::string message = std::string(kPrefix).append(line);
  while (true) {
    if (::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL) >= 0) return {};
    if (errno == EINTR) continue;
    if (errno != EMSGSIZE || message.size() <= kCutBytes) return SinkError("send", errno);
    message.resize(kCutBytes - 6);
    message += " (cut)";
  }
}

core::Result<void> SyslogOutput::Write(std::string_view lines) {
  if (!socket_.is_open()) {
    if (core::Result<void> connected = Connect(); !connected) return connected;
  }
  while (offset_ < lines.size()) {
    const std::size_t end = lines.find('\n', offset_);
    if (core::Result<void> sent = Send(lines.substr(offset_, end - offset_)); !sent) {
      socket_ = Descriptor();
      return sent;
    }
    offset_ = end + 1;
  }
  offset_ = 0;
  return {};
}

}  // namespace keyward::server::audit
