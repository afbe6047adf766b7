// SPDX-License-Identifier: Apache-2.0
//
// Sizes, deadlines and counts: each holds at its edge and not beyond.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/server/http/echo_server.h"
#include "tests/server/http/raw_client.h"

namespace keyward::server::http_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

int StatusOf(const EchoServer& server, const std::string& bytes) {
  RawClient client(server.port());
  client.Send(bytes);
  return client.Read().status;
}

TEST(Limits, OfTheTarget) {
  http::Options options;
  options.limits.target_bytes = 100;
  const EchoServer server(options);
  const auto ask = [&server](std::size_t size) {
    return StatusOf(server, "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  EXPECT_EQ(ask(100), 200);
  EXPECT_EQ(ask(101), 414);
  EXPECT_EQ(ask(100'000), 414);
  EXPECT_EQ(StatusOf(server, std::string(200, 'G')), 414);  // no line end needed
}

TEST(Limits, OfTheHead) {
  http::Options options;
  options.limits.head_bytes = 500;
  options.limits.target_bytes = 100;
  const EchoServer server(options);
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
  const auto ask = [&](std::size_t size) {
    return StatusOf(server, start + std::string(size - start.size() - 4, 'a') + "\r\n\r\n");
  };
  EXPECT_EQ(ask(500), 200);
  EXPECT_EQ(ask(501), 431);
  EXPECT_EQ(ask(100'000), 431);
  EXPECT_EQ(StatusOf(server, start + std::string(500, 'a')), 431);
}

TEST(Limits, OfTheNumberOfHeaders) {
  http::Options options;
  options.limits.headers = 10;
  const EchoServer server(options);
  const auto ask = [&server](int count) {
    std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int i = 1; i < count; ++i) bytes += "A: b\r\n";
    return StatusOf(server, bytes + "\r\n");
  };
  EXPECT_EQ(ask(10), 200);
  EXPECT_EQ(ask(11), 431);
}

TEST(Limits, OfTheBody) {
  http::Options options;
  options.limits.body_bytes = 1000;
  const EchoServer server(options);
  const auto with_length = [&server](std::size_t size) {
    return StatusOf(server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                                std::to_string(size) + "\r\n\r\n" + std::string(size, 'a'));
  };
  EXPECT_EQ(with_length(1000), 200);
  EXPECT_EQ(with_length(1001), 413);
  // Far more than any buffer: the answer arrives all the same.
  EXPECT_EQ(with_length(500'000), 413);
  const auto chunked = [&server](int chunks) {
    std::string bytes = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < chunks; ++i) bytes += "64\r\n" + std::string(100, 'a') + "\r\n";
    return StatusOf(server, bytes + "0\r\n\r\n");
  };
  EXPECT_EQ(chunked(10), 200);
  EXPECT_EQ(chunked(11), 413);
}

TEST(Limits, OfChunkExtensions) {
  http::Options options;
  options.limits.chunk_extension_bytes = 20;
  const EchoServer server(options);
  const auto ask = [&server](const std::string& chunks) {
    return StatusOf(server,
                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
  };
  const std::string ten = ";123456=89";
  EXPECT_EQ(ask("1" + ten + "\r\na\r\n1" + ten + "\r\na\r\n0\r\n\r\n"), 200);
  EXPECT_EQ(ask("1" + ten + "\r\na\r\n1" + ten + "\r\na\r\n0;a\r\n\r\n"), 400);
  EXPECT_EQ(ask("1;a=" + std::string(200'000, 'x')), 400);  // no line end needed
}

TEST(Deadlines, EndASlowDripOfHeaders) {
  http::Options options;
  options.header_deadline = 300ms;
  const EchoServer server(options);
  RawClient client(server.port());
  const auto start = Clock::now();
  std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
  client.Send(bytes);
  while (Clock::now() - start < 5s && client.Send("a")) std::this_thread::sleep_for(20ms);
  const auto taken = Clock::now() - start;
  EXPECT_GE(taken, 300ms);
  EXPECT_LT(taken, 4s);
  EXPECT_EQ(client.Read().status, 408);
  EXPECT_EQ(server.handled(), 0);
}

TEST(Deadlines, EndASlowDripOfTheBody) {
  http::Options options;
  options.body_deadline = 300ms;
  const EchoServer server(options);
  for (const char* framing : {"Content-Length: 10000", "Transfer-Encoding: chunked"}) {
    RawClient client(server.port());
    const auto start = Clock::now();
    client.Send("POST / HTTP/1.1\r\nHost: h\r\n" + std::string(framing) + "\r\n\r\n");
    const char* drip = framing[0] == 'C' ? "a" : "1\r\na\r\n";
    while (Clock::now() - start < 5s && client.Send(drip)) std::this_thread::sleep_for(20ms);
    const auto taken = Clock::now() - start;
    EXPECT_GE(taken, 300ms);
    EXPECT_LT(taken, 4s);
    EXPECT_EQ(client.Read().status, 408);
  }
  EXPECT_EQ(server.handled(), 0);
}

TEST(Deadlines, OfALaterRequestBeginWithItsFirstByte) {
  http::Options options;
  options.header_deadline = 300ms;
  const EchoServer server(options);
  RawClient client(server.port());
  client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.Read().status, 200);
  std::this_thread::sleep_for(500ms);  // idle, which is another matter
  client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.Read().status, 200);
  const auto start = Clock::now();
  client.Send("G");
  EXPECT_EQ(client.Read().status, 408);
  EXPECT_GE(Clock::now() - start, 290ms);
}

TEST(Deadlines, CloseSilentConnectionsWithoutAWord) {
  http::Options options;
  options.header_deadline = 200ms;
  options.idle_timeout = 300ms;
  const EchoServer server(options);
  RawClient silent(server.port());
  RawClient idle(server.port());
  idle.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(idle.Read().status, 200);
  const auto start = Clock::now();
  EXPECT_EQ(silent.ReadToEnd(), "");
  EXPECT_TRUE(silent.closed());
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_TRUE(idle.closed());
  EXPECT_GE(Clock::now() - start, 250ms);
}

TEST(Deadlines, EndAClientThatDoesNotRead) {
  http::Options options;
  options.answer_deadline = 300ms;
  options.max_connections = 1;
  const EchoServer server(options, [](http::Request, http::Responder responder) {
    responder.Send(Text(200, std::string(std::size_t{64} << 20, 'x')));
  });
  const RawClient client(server.port());
  client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  // Once it is cut, there is room for another.
  int status = 503;
  for (const auto start = Clock::now(); status == 503 && Clock::now() - start < 10s;) {
    std::this_thread::sleep_for(50ms);
    RawClient next(server.port());
    next.Send("BREW / HTTP/1.1\r\nHost: h\r\n\r\n");
    status = next.Read().status;
  }
  EXPECT_EQ(status, 501);
}

TEST(Limits, OfConnections) {
  http::Options options;
  options.max_connections = 3;
  const EchoServer server(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(clients.back()->Read().status, 200);
  }
  RawClient refused(server.port());
  const Answered answered = refused.Read();
  EXPECT_EQ(answered.status, 503);
  EXPECT_EQ(answered.Header("Connection"), "close");
  EXPECT_EQ(refused.ReadToEnd(), "");
  clients.pop_back();
  int status = 503;
  for (int i = 0; status != 200 && i < 200; ++i) {
    std::this_thread::sleep_for(10ms);
    RawClient next(server.port());
    next.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    status = next.Read().status;
  }
  EXPECT_EQ(status, 200);
  clients[0]->Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(clients[0]->Read().status, 200);
}

TEST(Limits, OfWaitingRequests) {
  http::Options options;
  options.threads = 2;  // one worker
  options.max_queued_requests = 2;
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  const EchoServer server(options, [released](http::Request, http::Responder responder) {
    released.wait();
    responder.Send(Text(200, ""));
  });
  std::atomic<int> busy = 0;
  const auto ask = [&busy, port = server.port()] {
    RawClient client(port);
    client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const Answered answered = client.Read();
    if (answered.status == 200) return;
    EXPECT_EQ(answered.status, 503);
    EXPECT_EQ(answered.Header("Retry-After"), "1");
    EXPECT_EQ(answered.Header("Connection"), std::nullopt);
    ++busy;
    for (int i = 0; busy < 3 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
    // Over the same connection, until there is room.
    for (int status = 503, i = 0; status == 503 && i < 1000; ++i) {
      std::this_thread::sleep_for(5ms);
      client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      status = client.Read().status;
      EXPECT_TRUE(status == 200 || status == 503);
    }
  };
  std::vector<std::future<void>> clients;
  clients.push_back(std::async(std::launch::async, ask));
  while (server.handled() == 0) std::this_thread::sleep_for(1ms);
  // Two wait, three are turned away; which ones, nobody says.
  for (int i = 0; i < 5; ++i) clients.push_back(std::async(std::launch::async, ask));
  for (int i = 0; busy < 3 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  release.set_value();
  for (auto& client : clients) client.get();
  EXPECT_EQ(busy, 3);
}

struct Wrong {
  const char* name;
  std::function<void(http::Options&)> change;
  const char* message;
};

TEST(Options, OutOfBoundsAreRefused) {
  const Wrong kWrong[] = {
      {"address", [](auto& o) { o.address = "localhost"; },
       "`localhost` is neither an ipv4 nor an ipv6 address"},
      {"plaintext", [](auto& o) { o.address = "0.0.0.0"; }, "plaintext is served on loopback only"},
      {"plaintext6", [](auto& o) { o.address = "::"; }, "plaintext is served on loopback only"},
      {"key", [](auto& o) { o.tls.certificate_path = "a"; }, "given together or not at all"},
      {"clients", [](auto& o) { o.tls.client_ca_path = "a"; }, "client certificates need tls"},
      {"body", [](auto& o) { o.limits.body_bytes = 0; }, "`limits.body_bytes` is not from 1 to"},
      {"target", [](auto& o) { o.limits.target_bytes = 40'000; }, "`limits.target_bytes`"},
      {"head", [](auto& o) { o.limits.head_bytes = 2 << 20; }, "`limits.head_bytes`"},
      {"headers", [](auto& o) { o.limits.headers = 0; }, "`limits.headers`"},
      {"connections", [](auto& o) { o.max_connections = 0; }, "`max_connections`"},
      {"pipelined", [](auto& o) { o.pipelined_bytes = 1; }, "`pipelined_bytes`"},
      {"queue", [](auto& o) { o.max_queued_requests = 0; }, "`max_queued_requests`"},
      {"threads", [](auto& o) { o.threads = 5000; }, "`threads`"},
      {"deadline", [](auto& o) { o.header_deadline = 0ms; }, "`header_deadline`"},
      {"idle", [](auto& o) { o.idle_timeout = 25h; }, "`idle_timeout`"},
      {"clock", [](auto& o) { o.clock = nullptr; }, "there is no clock"},
  };
  for (const Wrong& wrong : kWrong) {
    http::Options options;
    wrong.change(options);
    const auto started = http::Server::Start(options, [](auto, auto) {});
    ASSERT_FALSE(started.has_value()) << wrong.name;
    EXPECT_EQ(started.error().name, "InvalidOptions") << wrong.name;
    EXPECT_THAT(started.error().message, testing::HasSubstr(wrong.message)) << wrong.name;
  }
  EXPECT_EQ(http::Server::Start({}, nullptr).error().name, "InvalidOptions");
}

TEST(Options, AskForNoMoreFilesThanThereAre) {
  http::Options options;
  options.max_connections = 1'000'000;
  const auto started = http::Server::Start(options, [](auto, auto) {});
  if (started) GTEST_SKIP() << "the process may open a million files";
  EXPECT_EQ(started.error().name, "TooFewFiles");
}

TEST(Options, OfAPortThatIsTaken) {
  const EchoServer server;
  http::Options options;
  options.port = server.port();
  const auto started = http::Server::Start(options, [](auto, auto) {});
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().name, "ListenFailed");
}

}  // namespace
}  // namespace keyward::server::http_test
