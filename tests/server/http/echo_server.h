// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "server/http/server.h"

namespace keyward::server::http_test {

// What the handler saw, as text: "METHOD TARGET\nName: value\n…\n\nbody".
inline std::string Describe(const http::Request& request) {
  std::string text = request.method + " " + request.target + "\n";
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\n");
  }
  return text + "\n" + request.body;
}

inline http::Response Text(int status, std::string body) {
  http::Response made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

// A server on a free loopback port that counts the requests that reach its handler and, unless it
// is given another, answers with what it saw.
class EchoServer {
 public:
  explicit EchoServer(const http::Options& options = {}, const http::Handler& handler = nullptr) {
    auto started = http::Server::Start(
        options, [this, handler](http::Request request, http::Responder responder) {
          ++handled_;
          if (handler != nullptr) {
            handler(std::move(request), std::move(responder));
          } else {
            responder.Send(Text(200, Describe(request)));
          }
        });
    EXPECT_TRUE(started.has_value()) << core::Describe(started.error());
    if (started) server_ = *std::move(started);
  }

  http::Server& operator*() const { return *server_; }
  http::Server* operator->() const { return server_.get(); }
  std::uint16_t port() const { return server_->port(); }
  int handled() const { return handled_; }
  void Destroy() { server_.reset(); }

 private:
  std::atomic<int> handled_ = 0;
  std::unique_ptr<http::Server> server_;
};

}  // namespace keyward::server::http_test
