// SPDX-License-Identifier: Apache-2.0
//
// Bounds on work, deadlines and the end.
#include <gmock/gmock.h>
#include <grpc/health/v1/health.pb.h>
#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <future>
#include <thread>

#include "keyward/sts/v1/sts.pb.h"
#include "tests/server/grpc/client.h"
#include "tests/server/grpc/front_door.h"

namespace keyward::server::grpc_test {
namespace {

using std::chrono::milliseconds;

constexpr int kCancelledCode = 1;
constexpr int kDeadlineExceeded = 4;
constexpr int kResourceExhausted = 8;
constexpr int kUnavailable = 14;
const std::string kBlocking = "/keyward.sts.v1.TokenService/GetSessionToken";

// An operation that stays under way until it is let go.
class DrainTest : public FrontDoorTest {
 protected:
  ~DrainTest() override { LetGo(); }

  std::vector<api::Operation> Blocking() {
    using Request = sts::v1::GetSessionTokenRequest;
    std::vector<api::Operation> rows;
    rows.push_back(api::Row<Request, sts::v1::GetSessionTokenResponse>(
        "sts", "GetSessionToken", api::Effect::kReads,
        [](api::Call& call, const Request&) -> core::Result<std::vector<api::Target>> {
          return std::vector<api::Target>{{.arn = "*", .account = call.account()}};
        },
        [this](api::Call&, const Request&,
               sts::v1::GetSessionTokenResponse&) -> core::Result<void> {
          ++inside_;
          gate_.wait();
          return {};
        }));
    return rows;
  }
  void LetGo() {
    if (!open_.exchange(true)) opener_.set_value();
  }
  void AwaitInside(int count) {
    while (inside_ < count) std::this_thread::sleep_for(milliseconds(1));
  }
  std::future<Outcome> Begin(const std::string& token, int deadline_ms = 10'000) {
    return std::async(std::launch::async, [this, token, deadline_ms] {
      sts::v1::GetSessionTokenResponse response;
      return Call(Plaintext(server_->port()), kBlocking, sts::v1::GetSessionTokenRequest(),
                  response, {.authorization = "Bearer " + token, .deadline_ms = deadline_ms});
    });
  }

  std::promise<void> opener_;
  std::shared_future<void> gate_ = opener_.get_future().share();
  std::atomic<bool> open_ = false;
  std::atomic<int> inside_ = 0;
};

TEST_F(DrainTest, CallsUnderWayAreFinished) {
  Start({}, Blocking());
  std::future<Outcome> call = Begin(RootToken());
  AwaitInside(1);
  std::future<bool> drained =
      std::async(std::launch::async, [this] { return server_->Drain(milliseconds(10'000)); });
  std::this_thread::sleep_for(milliseconds(50));
  sts::v1::GetCallerIdentityResponse response;
  EXPECT_EQ(
      Call(Plaintext(server_->port()), kWhoAmI, sts::v1::GetCallerIdentityRequest(), response).code,
      kUnavailable);
  LetGo();
  EXPECT_EQ(call.get().code, 0);
  EXPECT_TRUE(drained.get());
  EXPECT_TRUE(server_->Drain(milliseconds(1)));
}

TEST_F(DrainTest, PastTheDeadlineCallsAreCut) {
  Start({}, Blocking());
  std::future<Outcome> call = Begin(RootToken());
  AwaitInside(1);
  std::future<bool> drained =
      std::async(std::launch::async, [this] { return server_->Drain(milliseconds(50)); });
  const int code = call.get().code;
  EXPECT_TRUE(code == kUnavailable || code == kCancelledCode) << code;
  LetGo();
  EXPECT_FALSE(drained.get());
}

TEST_F(DrainTest, IdleServerDrainsAtOnce) {
  Start();
  sts::v1::GetCallerIdentityResponse response;
  const auto channel = Plaintext(server_->port());
  EXPECT_EQ(Call(channel, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response,
                 {.authorization = "Bearer " + RootToken()})
                .code,
            0);
  EXPECT_TRUE(server_->Drain(milliseconds(10'000)));
}

TEST_F(DrainTest, WatchedHealthEndsWithTheServer) {
  Start();
  const auto channel = Plaintext(server_->port());
  ::grpc::GenericStub stub(channel);
  ::grpc::ClientContext context;
  struct Reactor final : ::grpc::ClientBidiReactor<::grpc::ByteBuffer, ::grpc::ByteBuffer> {
    void OnReadDone(bool ok) override {
      if (!ok) return;
      ::grpc::health::v1::HealthCheckResponse response;
      ::grpc::Slice slice;
      EXPECT_TRUE(read.TrySingleSlice(&slice).ok());
      EXPECT_TRUE(response.ParseFromArray(slice.begin(), static_cast<int>(slice.size())));
      seen.push_back(response.status());
      if (seen.size() == 1) first.set_value();
      StartRead(&read);
    }
    void OnDone(const ::grpc::Status& status) override { done.set_value(status.error_code()); }

    ::grpc::ByteBuffer read;
    std::vector<int> seen;
    std::promise<void> first;
    std::promise<int> done;
  } reactor;
  stub.PrepareBidiStreamingCall(&context, "/grpc.health.v1.Health/Watch", {}, &reactor);
  const ::grpc::Slice slice(::grpc::health::v1::HealthCheckRequest().SerializeAsString());
  const ::grpc::ByteBuffer request(&slice, 1);
  reactor.StartWriteLast(&request, {});
  reactor.StartRead(&reactor.read);
  reactor.StartCall();
  reactor.first.get_future().wait();
  EXPECT_TRUE(server_->Drain(milliseconds(10'000)));
  EXPECT_EQ(reactor.done.get_future().get(), kUnavailable);
  EXPECT_THAT(reactor.seen,
              testing::ElementsAre(::grpc::health::v1::HealthCheckResponse::SERVING,
                                   ::grpc::health::v1::HealthCheckResponse::NOT_SERVING));
}

TEST_F(DrainTest, FullQueueIsToldAndWhatWaitsTooLongIsNotDone) {
  grpc::Options options;
  options.threads = 1;
  options.max_waiting_calls = 1;
  Start(options, Blocking());
  const std::string token = RootToken();
  std::future<Outcome> running = Begin(token);
  AwaitInside(1);
  std::future<Outcome> waiting = Begin(token, 200);
  std::this_thread::sleep_for(milliseconds(100));
  const Outcome refused = Begin(token).get();
  EXPECT_EQ(refused.code, kResourceExhausted);
  EXPECT_EQ(refused.info.reason(), "ThrottlingException");
  EXPECT_EQ(waiting.get().code, kDeadlineExceeded);
  LetGo();
  EXPECT_EQ(running.get().code, 0);
  EXPECT_TRUE(server_->Drain(milliseconds(10'000)));
  EXPECT_EQ(inside_, 1);
}

TEST_F(DrainTest, FrontDoorsShareTheirWorkers) {
  grpc::Options options;
  options.shared_workers = std::make_shared<workers::Workers>(1);
  workers::Lane other(options.shared_workers, 8);
  Start(options, Blocking());
  const std::string token = RootToken();
  std::future<Outcome> running = Begin(token);
  AwaitInside(1);
  struct Tell final : workers::Task {
    explicit Tell(std::promise<void>& told_by) : told(told_by) {}
    void Run() override { told.set_value(); }
    std::promise<void>& told;
  };
  std::promise<void> told;
  ASSERT_EQ(other.Submit(std::make_unique<Tell>(told)), nullptr);
  std::future<void> ran = told.get_future();
  EXPECT_EQ(ran.wait_for(milliseconds(50)), std::future_status::timeout);
  LetGo();
  ran.wait();
  EXPECT_EQ(running.get().code, 0);
  server_.reset();
}

}  // namespace
}  // namespace keyward::server::grpc_test
