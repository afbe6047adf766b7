// SPDX-License-Identifier: Apache-2.0
#include "server/http/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

namespace keyward::server::http {
namespace {

// Connections that the system completes before we take them.
constexpr int kBacklog = 512;

struct Address {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

std::optional<Address> ParseAddress(const std::string& text, std::uint16_t port) {
  Address made;
  sockaddr_in v4 = {};
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&made.storage, &v4, sizeof v4);
    made.size = sizeof v4;
    return made;
  }
  sockaddr_in6 v6 = {};
  if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) != 1) return std::nullopt;
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  std::memcpy(&made.storage, &v6, sizeof v6);
  made.size = sizeof v6;
  return made;
}

core::Error NoAddress(const std::string& text) {
  return {core::ErrorCode::kInvalidArgument, "InvalidOptions",
          "`" + text + "` is neither an ipv4 nor an ipv6 address"};
}

core::Error ListenFailed(const std::string& address, std::uint16_t port) {
  const int number = errno;
  return {core::ErrorCode::kUnavailable, "ListenFailed",
          "cannot listen on `" + address + "` port " + std::to_string(port) + ": " +
              std::generic_category().message(number)};
}

sockaddr_in6 AsIpv6(const sockaddr_storage& storage) {
  sockaddr_in6 v6 = {};
  std::memcpy(&v6, &storage, sizeof v6);
  return v6;
}

sockaddr_in AsIpv4(const sockaddr_storage& storage) {
  sockaddr_in v4 = {};
  std::memcpy(&v4, &storage, sizeof v4);
  return v4;
}

void Describe(const sockaddr_storage& storage, Origin& origin) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  if (storage.ss_family == AF_INET) {
    const sockaddr_in v4 = AsIpv4(storage);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    origin.port = ntohs(v4.sin_port);
  } else {
    const sockaddr_in6 v6 = AsIpv6(storage);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    ::inet_ntop(mapped ? AF_INET : AF_INET6, v6.sin6_addr.s6_addr + (mapped ? 12 : 0), text.data(),
                text.size());
    origin.port = ntohs(v6.sin6_port);
  }
  origin.address = text.data();
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

Socket::~Socket() {
  if (file_ >= 0) ::close(file_);
}

core::Result<Socket> Listen(const std::string& address, std::uint16_t port) {
  const std::optional<Address> parsed = ParseAddress(address, port);
  if (!parsed) return NoAddress(address);
  Socket listener(
      ::socket(parsed->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  // SO_REUSEADDR: a restart does not wait for old connections to be forgotten; a port where
  // somebody listens is still refused.
  const bool listening =
      listener.is_open() &&
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&parsed->storage), parsed->size) ==
          0 &&
      ::listen(listener.get(), kBacklog) == 0;
  if (!listening) return ListenFailed(address, port);
  return listener;
}

core::Result<bool> IsLoopback(const std::string& address) {
  const std::optional<Address> parsed = ParseAddress(address, 0);
  if (!parsed) return NoAddress(address);
  if (parsed->storage.ss_family == AF_INET) {
    constexpr unsigned kLoopbackNet = 127;
    return ntohl(AsIpv4(parsed->storage).sin_addr.s_addr) >> 24 == kLoopbackNet;
  }
  const in6_addr v6 = AsIpv6(parsed->storage).sin6_addr;
  return static_cast<bool>(IN6_IS_ADDR_LOOPBACK(&v6));
}

std::uint16_t PortOf(const Socket& listener) {
  sockaddr_storage storage = {};
  socklen_t size = sizeof storage;
  if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  return ntohs(storage.ss_family == AF_INET ? AsIpv4(storage).sin_port : AsIpv6(storage).sin6_port);
}

Socket AcceptFrom(const Socket& listener, Origin& origin) {
  sockaddr_storage storage = {};
  socklen_t size = sizeof storage;
  Socket taken(::accept4(listener.get(), reinterpret_cast<sockaddr*>(&storage), &size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!taken.is_open()) return taken;
  const int on = 1;
  ::setsockopt(taken.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Describe(storage, origin);
  return taken;
}

}  // namespace keyward::server::http
