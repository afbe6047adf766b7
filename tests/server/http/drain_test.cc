// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "tests/server/http/echo_server.h"
#include "tests/server/http/raw_client.h"

namespace keyward::server::http_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

class Drains : public testing::Test {
 protected:
  Drains()
      : server_({}, [this](http::Request, http::Responder responder) {
          released_.wait();
          responder.Send(Text(200, "done"));
        }) {}

  void AwaitHandler() const {
    while (server_.handled() == 0) std::this_thread::sleep_for(1ms);
  }
  // Until new connections are refused, which is when the loops have heard of it.
  void AwaitRefusal() const {
    for (int i = 0; i < 1000; ++i) {
      try {
        const RawClient client(server_.port());
      } catch (const std::runtime_error&) {
        return;
      }
      std::this_thread::sleep_for(1ms);
    }
    FAIL() << "connections are still taken";
  }

  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
  EchoServer server_;
};

TEST_F(Drains, CloseIdleConnectionsAndTakeNoNewOnes) {
  release_.set_value();
  RawClient idle(server_.port());
  idle.Send(kGet);
  EXPECT_EQ(idle.Read().status, 200);
  const auto start = Clock::now();
  EXPECT_TRUE(server_->Drain(10s));
  EXPECT_LT(Clock::now() - start, 5s);
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_TRUE(idle.closed());
  EXPECT_THROW(const RawClient late(server_.port()), std::runtime_error);
  EXPECT_TRUE(server_->Drain(10s));  // nothing is left to do
}

TEST_F(Drains, AnswerWhatIsUnderWay) {
  RawClient handled(server_.port());
  handled.Send(kGet);
  AwaitHandler();
  RawClient half(server_.port());
  half.Send("GET / HTTP/1.1\r\nHo");
  std::this_thread::sleep_for(50ms);
  auto drained = std::async(std::launch::async, [this] { return server_->Drain(10s); });
  AwaitRefusal();
  half.Send("st: h\r\n\r\n");
  release_.set_value();
  for (RawClient* client : {&handled, &half}) {
    const Answered answered = client->Read();
    EXPECT_EQ(answered.status, 200);
    EXPECT_EQ(answered.Header("Connection"), "close");
    EXPECT_EQ(client->ReadToEnd(), "");
    EXPECT_TRUE(client->closed());
  }
  EXPECT_TRUE(drained.get());
}

TEST_F(Drains, CutWhatTakesTooLong) {
  RawClient stuck(server_.port());
  stuck.Send(kGet);
  AwaitHandler();
  const auto start = Clock::now();
  EXPECT_FALSE(server_->Drain(200ms));
  EXPECT_GE(Clock::now() - start, 200ms);
  EXPECT_LT(Clock::now() - start, 5s);
  EXPECT_EQ(stuck.ReadToEnd(), "");
  EXPECT_TRUE(stuck.closed());
  release_.set_value();
}

TEST_F(Drains, OfPipelinesEndAfterTheAnswerUnderWay) {
  RawClient client(server_.port());
  client.Send(std::string(kGet) + kGet);
  AwaitHandler();
  auto drained = std::async(std::launch::async, [this] { return server_->Drain(10s); });
  AwaitRefusal();
  release_.set_value();
  EXPECT_EQ(client.Read().Header("Connection"), "close");
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_TRUE(drained.get());
  EXPECT_EQ(server_.handled(), 1);
}

}  // namespace
}  // namespace keyward::server::http_test
