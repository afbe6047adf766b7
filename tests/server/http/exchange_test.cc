// SPDX-License-Identifier: Apache-2.0
//
// What is accepted, and what the answers look like.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/server/http/echo_server.h"
#include "tests/server/http/raw_client.h"

namespace keyward::server::http_test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;

Answered Exchange(const EchoServer& server, std::string_view bytes) {
  RawClient client(server.port());
  client.Send(bytes);
  return client.Read();
}

struct Accepted {
  const char* name;
  std::string bytes;
  std::string seen;

  friend void PrintTo(const Accepted& row, std::ostream* out) { *out << row.name; }
};

const Accepted kAccepted[] = {
    {"Get", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET /\nHost: h\n\n"},
    {"OneEmptyLineFirst", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET /\nHost: h\n\n"},
    {"Http10", "GET / HTTP/1.0\r\n\r\n", "GET /\n\n"},
    {"Asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS *\nHost: h\n\n"},
    {"TargetAsReceived", "GET //a/../%2e%2F?b=%20+&c&&d=/? HTTP/1.1\r\nHost: h\r\n\r\n",
     "GET //a/../%2e%2F?b=%20+&c&&d=/?\nHost: h\n\n"},
    {"HeadersAsReceived",
     "GET / HTTP/1.1\r\nx-B: 2\r\nHost: h\r\nX-a:  1 \t 1\t \r\nx-b: 1\r\nE:\r\n\r\n",
     "GET /\nx-B: 2\nHost: h\nX-a: 1 \t 1\nx-b: 1\nE: \n\n"},
    {"ValueNotAscii", "GET / HTTP/1.1\r\nHost: h\r\nA: \xc3\xa4\xff\r\n\r\n",
     "GET /\nHost: h\nA: \xc3\xa4\xff\n\n"},
    {"HostWithPort", "GET / HTTP/1.1\r\nHost: kms.local:8443\r\n\r\n",
     "GET /\nHost: kms.local:8443\n\n"},
    {"HostIpv6", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET /\nHost: [::1]:80\n\n"},
    {"Body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\na\0\r\n\n"s,
     "POST /\nHost: h\nContent-Length: 5\n\na\0\r\n\n"s},
    {"LengthWithZeros", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 003\r\n\r\nabc",
     "POST /\nHost: h\nContent-Length: 003\n\nabc"},
    {"NoLength", "POST / HTTP/1.1\r\nHost: h\r\n\r\n", "POST /\nHost: h\n\n"},
    {"Chunked",
     "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, "
     "world!!\n\r\n000\r\n\r\n",
     "POST /\nHost: h\nTransfer-Encoding: Chunked\n\nhello, world!!\n"},
    {"ChunkedEmpty", "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "PUT /\nHost: h\nTransfer-Encoding: chunked\n\n"},
};

class Accepts : public testing::TestWithParam<Accepted> {};

TEST_P(Accepts, WhatWasSent) {
  const EchoServer server;
  const Answered answered = Exchange(server, GetParam().bytes);
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.body, GetParam().seen);
}

INSTANTIATE_TEST_SUITE_P(Http, Accepts, testing::ValuesIn(kAccepted),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Answers, HaveDateAndLengthAndNoServer) {
  struct Frozen final : core::Clock {
    TimePoint Now() const override { return std::chrono::sys_seconds(784111777s); }
  };
  http::Options options;
  options.clock = std::make_shared<Frozen>();
  const EchoServer server(options, [](http::Request, http::Responder responder) {
    responder.Send({.status = 201, .headers = {{"X-Request-Id", "1"}}, .body = "abc"});
  });
  RawClient client(server.port());
  client.Send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.ReadToEnd(),
            "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-Id: 1\r\n"
            "Content-Length: 3\r\nConnection: close\r\n\r\nabc");
}

TEST(Answers, HaveNoBodyWhereNoneBelongs) {
  const EchoServer server({}, [](http::Request request, http::Responder responder) {
    responder.Send(Text(request.target == "/204" ? 204 : 200, "abc"));
  });
  RawClient client(server.port());
  client.Send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Answered head = client.Read(/*head_only=*/true);
  EXPECT_EQ(head.Header("Content-Length"), "3");
  client.Send("GET /204 HTTP/1.1\r\nHost: h\r\n\r\n");
  const Answered none = client.Read();
  EXPECT_EQ(none.status, 204);
  EXPECT_EQ(none.Header("Content-Length"), std::nullopt);
  client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.Read().body, "abc");
}

TEST(Answers, ThatWouldBreakTheProtocolAreReplaced) {
  const http::Response broken[] = {
      {.status = 200, .headers = {{"A", "b\r\nC: d"}}, .body = "x"},
      {.status = 200, .headers = {{"A\r\n", "b"}}, .body = "x"},
      {.status = 200, .headers = {{"A", std::string("\0", 1)}}, .body = "x"},
      {.status = 200, .headers = {{"content-length", "1"}}, .body = "x"},
      {.status = 200, .headers = {{"Transfer-Encoding", "chunked"}}, .body = "x"},
      {.status = 200, .headers = {{"Connection", "close"}}, .body = "x"},
      {.status = 200, .headers = {{"Server", "us"}}, .body = "x"},
      {.status = 101, .headers = {}, .body = ""},
      {.status = 99, .headers = {}, .body = ""},
      {.status = 600, .headers = {}, .body = ""},
  };
  for (const http::Response& response : broken) {
    const EchoServer server(
        {}, [&response](http::Request, http::Responder responder) { responder.Send(response); });
    RawClient client(server.port());
    client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const Answered answered = client.Read();
    EXPECT_EQ(answered.status, 500);
    EXPECT_EQ(answered.body, "{\"message\":\"internal failure\"}\n");
  }
}

TEST(Answers, ComeWhenTheHandlerForgetsOrThrows) {
  const EchoServer server({}, [](const http::Request& request, http::Responder) {
    if (request.target == "/throw") throw std::runtime_error("a secret");
  });
  RawClient client(server.port());
  for (const char* target : {"/forget", "/throw"}) {
    client.Send("GET "s + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const Answered answered = client.Read();
    EXPECT_EQ(answered.status, 500);
    EXPECT_EQ(answered.body, "{\"message\":\"internal failure\"}\n");
  }
}

TEST(Answers, AreTheFirstThatIsSent) {
  const EchoServer server({}, [](http::Request, http::Responder responder) {
    responder.Send(Text(200, "first"));
    responder.Send(Text(200, "second"));
  });
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.Read().body, "first");
  }
}

TEST(Connections, AreKept) {
  const EchoServer server;
  RawClient client(server.port());
  for (int i = 0; i < 50; ++i) {
    const std::string body(static_cast<std::size_t>(i), 'x');
    client.Send("POST /" + std::to_string(i) +
                " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(i) + "\r\n\r\n" + body);
    const Answered answered = client.Read();
    EXPECT_THAT(answered.body, HasSubstr("POST /" + std::to_string(i) + "\n"));
    EXPECT_EQ(answered.Header("Connection"), std::nullopt);
  }
}

TEST(Connections, EndWhenAskedTo) {
  const EchoServer server;
  for (const char* bytes : {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                            "GET / HTTP/1.1\r\nHost: h\r\nConnection: x, CLOSE\r\n\r\n",
                            "GET / HTTP/1.0\r\nHost: h\r\n\r\n",
                            "GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n"}) {
    RawClient client(server.port());
    client.Send(bytes + "GET /second HTTP/1.1\r\nHost: h\r\n\r\n"s);
    EXPECT_EQ(client.Read().Header("Connection"), "close");
    EXPECT_EQ(client.ReadToEnd(), "");
    EXPECT_TRUE(client.closed());
  }
  EXPECT_EQ(server.handled(), 4);
}

TEST(Connections, AnswerAClientThatHasEndedItsHalf) {
  const EchoServer server;
  RawClient client(server.port());
  client.Send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  client.EndSending();
  const std::string all = client.ReadToEnd();
  EXPECT_TRUE(client.closed());
  EXPECT_THAT(all, HasSubstr("GET /a\n"));
  EXPECT_THAT(all, HasSubstr("GET /b\n"));
}

// One after the other, in order, though the first takes longest.
TEST(Pipelines, AreAnsweredInOrder) {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  const EchoServer server({}, [&](http::Request request, http::Responder responder) {
    most = std::max(most.load(), ++running);
    if (request.target == "/0") std::this_thread::sleep_for(100ms);
    --running;
    responder.Send(Text(200, request.target));
  });
  RawClient client(server.port());
  constexpr int kRequests = 300;
  std::string all;
  for (int i = 0; i < kRequests; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 90\r\n\r\n" +
           std::string(90, 'b');
  }
  client.Send(all);
  for (int i = 0; i < kRequests; ++i) EXPECT_EQ(client.Read().body, "/" + std::to_string(i));
  EXPECT_EQ(most, 1);
}

TEST(Continue, ComesBeforeTheBody) {
  const EchoServer server;
  RawClient client(server.port());
  for (const char* framing : {"Content-Length: 3", "Transfer-Encoding: chunked"}) {
    client.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n"s + framing + "\r\n\r\n");
    const Answered interim = client.Read();
    EXPECT_EQ(interim.status, 100);
    EXPECT_EQ(interim.head, "HTTP/1.1 100 Continue\r\n");
    client.Send(framing == "Content-Length: 3"s ? "abc" : "3\r\nabc\r\n0\r\n\r\n");
    EXPECT_THAT(client.Read().body, testing::EndsWith("\n\nabc"));
  }
}

TEST(Continue, IsNotSentForNoBodyNorToHttp10) {
  const EchoServer server;
  EXPECT_EQ(Exchange(server, "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n").status,
            200);
  EXPECT_EQ(
      Exchange(server, "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na")
          .status,
      200);
}

// Hands every request to a thread of its own.
class Elsewhere {
 public:
  explicit Elsewhere(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;
  ~Elsewhere() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  void Add(http::Request request, http::Responder responder) {
    {
      const std::lock_guard lock(mutex_);
      queue_.emplace_back(std::move(request), std::move(responder));
    }
    changed_.notify_one();
  }

 private:
  void Work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      auto [request, responder] = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      responder.Send(Text(200, std::move(request.body)));
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<http::Request, http::Responder>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

TEST(Load, OfManyConnectionsAnsweredFromElsewhere) {
  constexpr int kClients = 16;
  constexpr int kRequests = 60;
  http::Options options;
  options.threads = 24;  // three loops
  Elsewhere elsewhere(3);
  const EchoServer server(options, [&](http::Request request, http::Responder responder) {
    elsewhere.Add(std::move(request), std::move(responder));
  });
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int c = 0; c < kClients; ++c) {
    clients.emplace_back([&, c] {
      RawClient client(server.port());
      for (int i = 0; i < kRequests; ++i) {
        const std::string body = std::to_string(c) + "/" + std::to_string(i) +
                                 std::string(static_cast<std::size_t>(i) * 97, 'x');
        client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
        right += client.Read().body == body ? 1 : 0;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, kClients * kRequests);
}

TEST(Load, OfLargeBodiesBothWays) {
  const EchoServer server({}, [](http::Request request, http::Responder responder) {
    std::string body;
    for (int i = 0; i < 20; ++i) body += request.body;
    responder.Send(Text(200, std::move(body)));
  });
  RawClient client(server.port());
  const std::string body(std::size_t{256} << 10, 'x');
  std::thread sender([&] {
    client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
  });
  sender.join();
  EXPECT_EQ(client.Read().body.size(), 20 * body.size());
}

TEST(Responders, OutliveTheirServer) {
  std::optional<http::Responder> kept;
  std::mutex mutex;
  {
    EchoServer server({}, [&](http::Request, http::Responder responder) {
      const std::lock_guard lock(mutex);
      kept.emplace(std::move(responder));
    });
    RawClient client(server.port());
    client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    while (server.handled() == 0) std::this_thread::sleep_for(1ms);
    server.Destroy();
    EXPECT_EQ(client.ReadToEnd(), "");
    EXPECT_TRUE(client.closed());
  }
  kept->Send(Text(200, "late"));
}

TEST(Origins, AreTold) {
  const EchoServer server({}, [](http::Request request, http::Responder responder) {
    responder.Send(Text(200, request.origin->address + (request.origin->tls ? " tls" : " plain") +
                                 (request.origin->port != 0 ? " port" : "") +
                                 (request.origin->client_certificate ? " certificate" : "")));
  });
  EXPECT_EQ(Exchange(server, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").body, "127.0.0.1 plain port");
}

}  // namespace
}  // namespace keyward::server::http_test
