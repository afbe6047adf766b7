// SPDX-License-Identifier: Apache-2.0
#include "tests/server/http/raw_client.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace keyward::server::http_test {

std::optional<std::string> Answered::Header(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const std::size_t at = head.find(start);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t value = at + start.size();
  return head.substr(value, head.find("\r\n", value) - value);
}

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect");
  }
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::Send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::EndSending() const { ::shutdown(socket_, SHUT_WR); }

bool RawClient::ReadMore() {
  pollfd ready = {socket_, POLLIN, 0};
  const auto patience = std::chrono::milliseconds(kPatience).count();
  if (::poll(&ready, 1, static_cast<int>(patience)) != 1) return false;
  std::array<char, 16384> buffer;
  const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
  closed_ = count <= 0;
  if (count > 0) received_.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

Answered RawClient::Read(bool head_only) {
  Answered read;
  std::size_t end = received_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!ReadMore()) return {};
    end = received_.find("\r\n\r\n");
  }
  read.head = received_.substr(0, end + 2);
  const auto length = read.Header("Content-Length");
  const std::size_t body = head_only || !length ? 0 : std::strtoul(length->c_str(), nullptr, 10);
  while (received_.size() < end + 4 + body) {
    if (!ReadMore()) return {};
  }
  read.body = received_.substr(end + 4, body);
  received_.erase(0, end + 4 + body);
  const std::size_t status = std::string_view("HTTP/1.1 ").size();
  read.status = static_cast<int>(std::strtol(read.head.c_str() + status, nullptr, 10));
  return read;
}

std::string RawClient::ReadToEnd() {
  while (ReadMore()) {
  }
  return std::exchange(received_, {});
}

}  // namespace keyward::server::http_test
