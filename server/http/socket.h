// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "core/result.h"
#include "server/http/message.h"

namespace keyward::server::http {

// A file descriptor, closed at the end.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int file) : file_(file) {}
  Socket(Socket&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  bool is_open() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_ = -1;
};

// Listens without blocking on a literal address. Errors: see Server::Start.
core::Result<Socket> Listen(const std::string& address, std::uint16_t port);

// Whether the address is 127.0.0.0/8 or ::1. An address that is none: kInvalidArgument
// "InvalidOptions".
core::Result<bool> IsLoopback(const std::string& address);

// The port that a listening socket has.
std::uint16_t PortOf(const Socket& listener);

// Takes one connection, without blocking and without Nagle's delay; where it comes from is put into
// `origin`. Not open when none waits or the system has no room, with errno saying which.
Socket AcceptFrom(const Socket& listener, Origin& origin);

}  // namespace keyward::server::http
