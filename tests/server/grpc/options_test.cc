// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <grpc/health/v1/health.pb.h>

#include <functional>

#include "keyward/iam/v1/iam.pb.h"
#include "keyward/sts/v1/sts.pb.h"
#include "server/grpc/check_options.h"
#include "tests/server/grpc/client.h"
#include "tests/server/grpc/front_door.h"

namespace keyward::server::grpc_test {
namespace {

using grpc::Options;
using testing::HasSubstr;

TEST(GrpcOptions, WhatIsOutOfBoundsIsNamed) {
  EXPECT_TRUE(grpc::CheckOptions({}));
  struct Case {
    const char* name;
    std::function<void(Options&)> change;
    const char* told;
  };
  const Case cases[] = {
      {"NoAddress", [](Options& o) { o.address = "localhost"; }, "`localhost`"},
      {"PlaintextAway", [](Options& o) { o.address = "0.0.0.0"; }, "loopback only"},
      {"PlaintextAway6", [](Options& o) { o.address = "::"; }, "loopback only"},
      {"PlaintextMapped", [](Options& o) { o.address = "::ffff:10.0.0.1"; }, "loopback only"},
      {"KeyAlone", [](Options& o) { o.tls.key_path = "key"; }, "together"},
      {"AuthorityAlone", [](Options& o) { o.tls.client_ca_path = "ca"; }, "need tls"},
      {"NoMessage", [](Options& o) { o.message_bytes = 0; }, "`message_bytes`"},
      {"LittleMemory", [](Options& o) { o.memory_bytes = 1; }, "`memory_bytes`"},
      {"ManyThreads", [](Options& o) { o.threads = 5000; }, "`threads`"},
      {"NoQueue", [](Options& o) { o.max_waiting_calls = 0; }, "`max_waiting_calls`"},
      {"LongIdle", [](Options& o) { o.idle_timeout = std::chrono::hours(25); }, "`idle_timeout`"},
      {"NamesWithoutAuthority",
       [](Options& o) {
         o.certificate_principals = {{"DNS:a", "arn:aws:iam::111122223333:user/a"}};
       },
       "authority"},
  };
  for (const Case& test : cases) {
    Options options;
    test.change(options);
    const auto checked = grpc::CheckOptions(options);
    ASSERT_FALSE(checked) << test.name;
    EXPECT_EQ(checked.error().name, "InvalidOptions") << test.name;
    EXPECT_THAT(checked.error().message, HasSubstr(test.told)) << test.name;
  }
  Options mapped;
  mapped.tls = {"certificate", "key", "ca", false};
  for (const auto& [name, arn] :
       {std::pair("alice", "arn:aws:iam::111122223333:user/a"),
        std::pair("DNS:", "arn:aws:iam::111122223333:user/a"),
        std::pair("DNS:a", "arn:aws:iam::111122223333:role/a"), std::pair("DNS:a", "alice")}) {
    mapped.certificate_principals = {{name, arn}};
    EXPECT_FALSE(grpc::CheckOptions(mapped)) << name << arn;
  }
}

TEST(GrpcOptions, PeersAreReadAsGrpcWritesThem) {
  EXPECT_EQ(grpc::AddressOfPeer("ipv4:192.0.2.1:5000"), "192.0.2.1");
  EXPECT_EQ(grpc::AddressOfPeer("ipv6:%5B::1%5D:5000"), "::1");
  EXPECT_EQ(grpc::AddressOfPeer("ipv6:%5B2001:db8:0:0::1%5D:5000"), "2001:db8::1");
  EXPECT_EQ(grpc::AddressOfPeer("ipv6:%5B::ffff:192.0.2.1%5D:5000"), "192.0.2.1");
  for (const char* other : {"", "unix:/tmp/x:1", "ipv4:example:1", "ipv6:::1:1", "x"}) {
    EXPECT_EQ(grpc::AddressOfPeer(other), "") << other;
  }
}

class StartTest : public FrontDoorTest {};

TEST_F(StartTest, PortIsNotShared) {
  Start();
  Options options;
  options.port = server_->port();
  const auto second = grpc::Server::Listen(options, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().name, "ListenFailed");
}

TEST_F(StartTest, Ipv6LoopbackIsServed) {
  Options options;
  options.address = "::1";
  Start(options);
  EXPECT_NE(server_->port(), 0);
}

TEST_F(StartTest, ServiceThatIsNoneIsRefused) {
  const auto server = grpc::Server::Listen({}, {{"keyward.sts.v1.Nothing", "sts"}});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().name, "InvalidOptions");
  EXPECT_THAT(server.error().message, HasSubstr("`keyward.sts.v1.Nothing`"));
}

TEST_F(StartTest, OperationWithOtherMessagesIsNotServed) {
  api::Operation row;
  row.service = "sts";
  row.name = "AssumeRole";
  row.request = &iam::v1::GetUserRequest::default_instance();
  row.response = &iam::v1::GetUserResponse::default_instance();
  Start({}, {row});
  iam::v1::GetUserResponse response;
  const Outcome outcome =
      Call(Plaintext(server_->port()), "/keyward.sts.v1.TokenService/AssumeRole",
           iam::v1::GetUserRequest(), response, {.authorization = "Bearer " + RootToken()});
  EXPECT_EQ(outcome.info.reason(), "NotImplemented");
}

TEST_F(StartTest, UntilItIsOpenTheServiceIsStarting) {
  using ::grpc::health::v1::HealthCheckRequest;
  using ::grpc::health::v1::HealthCheckResponse;
  constexpr int kUnavailable = 14;
  Listen({});
  const auto channel = Plaintext(server_->port());
  sts::v1::GetCallerIdentityResponse response;
  const auto call = [&](const std::string& authorization) {
    return Call(channel, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response,
                {.authorization = authorization});
  };
  const auto health = [&] {
    HealthCheckResponse answer;
    Call(channel, "/grpc.health.v1.Health/Check", HealthCheckRequest(), answer);
    return answer.status();
  };
  EXPECT_EQ(call("").code, kUnavailable);
  EXPECT_EQ(health(), HealthCheckResponse::NOT_SERVING);
  Open();
  EXPECT_EQ(call("Bearer " + RootToken()).code, 0);
  EXPECT_EQ(health(), HealthCheckResponse::SERVING);
}

}  // namespace
}  // namespace keyward::server::grpc_test
