// SPDX-License-Identifier: Apache-2.0
#include "bench/server/http/load_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace keyward::bench {
namespace {

constexpr std::size_t kBody = 500;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "load client: %s\n", what);
  std::exit(1);
}

int Connect(std::uint16_t port) {
  const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  if (file < 0 || ::connect(file, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
    Die("cannot connect");
  }
  return file;
}

std::size_t BodyLength(const std::string& answer) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = answer.find(kName);
  if (at == std::string::npos) Die("an answer without a length");
  return std::strtoul(answer.c_str() + at + kName.size(), nullptr, 10);
}

// Blocking writes of small requests, and reads when there is something.
struct Link {
  int file = -1;
  SSL* ssl = nullptr;
  std::string received;

  void Send(std::string_view request) const {
    const auto size = static_cast<ssize_t>(request.size());
    const ssize_t sent = ssl != nullptr
                             ? SSL_write(ssl, request.data(), static_cast<int>(request.size()))
                             : ::send(file, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent != size) Die("cannot send");
  }

  // True when one whole answer is there, which is then dropped.
  bool Receive() {
    std::array<char, 4096> buffer;
    const ssize_t count = ssl != nullptr
                              ? SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size()))
                              : ::recv(file, buffer.data(), buffer.size(), 0);
    if (count <= 0) Die("the server hung up");
    received.append(buffer.data(), static_cast<std::size_t>(count));
    const std::size_t head = received.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    if (!received.starts_with("HTTP/1.1 200 ")) Die("not the answer that was expected");
    const std::size_t whole = head + 4 + BodyLength(received);
    if (received.size() < whole) return false;
    if (received.size() > whole) Die("more than one answer");
    received.clear();
    return true;
  }
};

}  // namespace

std::string EchoRequest() {
  return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n"
         "X-Amz-Target: Bench.Echo\r\nContent-Length: " +
         std::to_string(kBody) + "\r\n\r\n" + std::string(kBody, 'x');
}

std::uint64_t DriveLoad(std::uint16_t port, bool tls, int connections, std::chrono::seconds time,
                        std::string_view request) {
  SSL_CTX* context = tls ? SSL_CTX_new(TLS_client_method()) : nullptr;
  std::vector<Link> links(static_cast<std::size_t>(connections));
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < links.size(); ++i) {
    Link& link = links[i];
    link.file = Connect(port);
    if (tls) {
      link.ssl = SSL_new(context);
      SSL_set_fd(link.ssl, link.file);
      if (SSL_connect(link.ssl) != 1) Die("no tls handshake");
    }
    epoll_event event = {};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, link.file, &event);
    link.Send(request);
  }
  const auto end = std::chrono::steady_clock::now() + time;
  std::uint64_t answered = 0;
  std::array<epoll_event, 64> events = {};
  while (std::chrono::steady_clock::now() < end) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 1000);
    if (count == 0) Die("the server does not answer");
    for (int i = 0; i < count; ++i) {
      Link& link = links[events[static_cast<std::size_t>(i)].data.u64];
      if (!link.Receive()) continue;
      ++answered;
      link.Send(request);
    }
  }
  for (const Link& link : links) {
    SSL_free(link.ssl);
    ::close(link.file);
  }
  SSL_CTX_free(context);
  ::close(epoll);
  return answered;
}

}  // namespace keyward::bench
