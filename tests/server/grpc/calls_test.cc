// SPDX-License-Identifier: Apache-2.0
//
// Calls with access tokens, over plaintext on loopback.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "keyward/access/v1/access.pb.h"
#include "keyward/iam/v1/iam.pb.h"
#include "keyward/sts/v1/sts.pb.h"
#include "tests/server/grpc/client.h"
#include "tests/server/grpc/front_door.h"

namespace keyward::server::grpc_test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

constexpr int kInvalidArgument = 3;
constexpr int kPermissionDenied = 7;
constexpr int kResourceExhausted = 8;
constexpr int kUnimplemented = 12;
constexpr int kUnauthenticated = 16;

class CallsTest : public FrontDoorTest {
 protected:
  void SetUp() override {
    Start();
    channel_ = Plaintext(server_->port());
  }

  Outcome WhoAmI(const std::string& token) {
    response_.Clear();
    return Call(channel_, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response_,
                {.authorization = "Bearer " + token});
  }

  std::shared_ptr<::grpc::Channel> channel_;
  sts::v1::GetCallerIdentityResponse response_;
};

TEST_F(CallsTest, TokenTellsTheCallerWhoItIs) {
  SaveUser("alice");
  const Outcome outcome = WhoAmI(TokenOfUser("alice"));
  EXPECT_EQ(outcome.code, 0) << outcome.message;
  EXPECT_EQ(response_.arn(), "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(response_.account(), kAccount);
  EXPECT_EQ(response_.user_id(), "AIDAalice");
  EXPECT_THAT(outcome.initial_metadata.at("x-amzn-requestid"), MatchesRegex("[0-9a-f-]{36}"));
  EXPECT_EQ(WhoAmI(RootToken()).code, 0);
  EXPECT_EQ(response_.arn(), "arn:aws:iam::111122223333:root");
}

TEST_F(CallsTest, TokenIsObtainedByASignedCallThatPoliciesAllow) {
  SaveUser("alice");
  SaveUser("carol", /*allowed=*/false);
  EXPECT_THAT(TokenOfUser("alice"), StartsWith("kwat1."));
  EXPECT_THAT(TokenOfUser("carol"), HasSubstr("AccessDeniedException"));
  EXPECT_THAT(TokenOfUser("carol"), HasSubstr("keyward:CreateAccessToken"));
  EXPECT_THAT(TokenOf(root_key_id_, "wrong"), HasSubstr("InvalidSignatureException"));
  EXPECT_THAT(TokenOf(root_key_id_, root_secret_, R"({"DurationSeconds":3601})"),
              HasSubstr("ValidationException"));
  const std::string shortest = TokenOf(root_key_id_, root_secret_, R"({"DurationSeconds":60})");
  EXPECT_EQ(WhoAmI(shortest).code, 0);
  clock_.Set(clock_.Now() + seconds(60));
  EXPECT_EQ(WhoAmI(shortest).info.reason(), "ExpiredTokenException");
}

TEST_F(CallsTest, EveryCallIsCounted) {
  EXPECT_EQ(WhoAmI(RootToken()).code, 0);
  EXPECT_NE(WhoAmI("x").code, 0);
  EXPECT_THAT(observer_.outcomes(),
              testing::ElementsAre("sts:GetCallerIdentity ",
                                   "sts:GetCallerIdentity UnrecognizedClientException"));
}

TEST_F(CallsTest, TokenBegetsNoToken) {
  access::v1::CreateAccessTokenResponse response;
  const Outcome outcome = Call(channel_, "/keyward.access.v1.AccessService/CreateAccessToken",
                               access::v1::CreateAccessTokenRequest(), response,
                               {.authorization = "Bearer " + RootToken()});
  EXPECT_EQ(outcome.code, kPermissionDenied);
  EXPECT_EQ(outcome.info.reason(), "AccessDenied");
  EXPECT_EQ(outcome.info.domain(), "keyward");
}

TEST_F(CallsTest, EveryUseLooksTheKeyUpAnew) {
  SaveUser("alice");
  const std::string token = TokenOfUser("alice");
  EXPECT_EQ(WhoAmI(token).code, 0);
  SetKeyActive("alice", false);
  EXPECT_EQ(WhoAmI(token).info.reason(), "UnrecognizedClientException");
  SetKeyActive("alice", true);
  EXPECT_EQ(WhoAmI(token).code, 0);
  EraseUser("alice");
  EXPECT_EQ(WhoAmI(token).code, kUnauthenticated);
}

TEST_F(CallsTest, WhatIsNoTokenIsRefusedAndRecorded) {
  const std::string good = RootToken();
  std::string altered = good;
  altered[altered.size() / 2] ^= 1;
  const auth::AccessTokens elsewhere =
      *auth::AccessTokens::Create(*auth::AccessTokens::Key::Generate(random_), grpc::kAudience);
  const auto now = std::chrono::floor<seconds>(clock_.Now());
  const auth::TokenClaims claims{root_key_id_, kAccount, now, now + seconds(900)};
  auth::TokenClaims stranger = claims;
  stranger.unique_id = "AIDAsomebody";
  const std::string session_token = "IQoJb3JpZ2luX2VjEXAMPLEETOKEN//////////wEaCXVzLWVhc3QtMSJ=";
  struct Case {
    const char* name;
    std::string authorization;
    const char* reason;
  };
  const Case cases[] = {
      {"Nothing", "", "MissingAuthenticationToken"},
      {"SessionToken", "Bearer " + session_token, "UnrecognizedClientException"},
      {"SecretAccessKey", "Bearer " + root_secret_, "UnrecognizedClientException"},
      {"AccessKeyId", "Bearer " + root_key_id_, "UnrecognizedClientException"},
      {"Altered", "Bearer " + altered, "UnrecognizedClientException"},
      {"OtherKey", "Bearer " + *elsewhere.Issue(claims, random_), "UnrecognizedClientException"},
      {"OtherOwner", "Bearer " + *tokens_->Issue(stranger, random_), "UnrecognizedClientException"},
      {"OtherScheme", "Basic " + good, "UnrecognizedClientException"},
      {"NoScheme", good, "UnrecognizedClientException"},
      {"SignatureOfHttp", "AWS4-HMAC-SHA256 Credential=x", "UnrecognizedClientException"},
  };
  std::size_t records = audit_.lines().size();
  for (const Case& test : cases) {
    const Outcome outcome = Call(channel_, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response_,
                                 {.authorization = test.authorization});
    EXPECT_EQ(outcome.code, kUnauthenticated) << test.name;
    EXPECT_EQ(outcome.info.reason(), test.reason) << test.name;
    EXPECT_EQ(outcome.info.domain(), "sts") << test.name;
    const std::vector<std::string> lines = audit_.lines();
    ASSERT_EQ(lines.size(), ++records) << test.name;
    const auto record = nlohmann::json::parse(lines.back());
    EXPECT_EQ(record["errorCode"], test.reason) << test.name;
    EXPECT_EQ(record["eventName"], "GetCallerIdentity") << test.name;
    EXPECT_EQ(record["requestID"], outcome.info.metadata().at("requestId")) << test.name;
    EXPECT_EQ(record["sourceIPAddress"], "127.0.0.1") << test.name;
    EXPECT_EQ(record["userIdentity"]["type"], "Unknown") << test.name;
  }
  const Outcome twice =
      Call(channel_, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response_,
           {.authorization = "Bearer " + good, .second_authorization = "Bearer " + good});
  EXPECT_EQ(twice.info.reason(), "UnrecognizedClientException");
}

TEST_F(CallsTest, TokensAndSecretsAreInNoRecord) {
  const std::string token = RootToken();
  EXPECT_EQ(WhoAmI(token).code, 0);
  EXPECT_NE(WhoAmI(token + "x").code, 0);
  ASSERT_GE(audit_.lines().size(), 3u);
  for (const std::string& line : audit_.lines()) {
    EXPECT_THAT(line, Not(HasSubstr("kwat1")));
    EXPECT_THAT(line, Not(HasSubstr(root_secret_)));
  }
}

TEST_F(CallsTest, ErrorsHaveAwssNameAndAStatusOfTheirKind) {
  const std::string token = "Bearer " + RootToken();
  sts::v1::GetAccessKeyInfoRequest invalid;
  invalid.set_access_key_id("x");
  sts::v1::GetAccessKeyInfoResponse response;
  const std::string path = "/keyward.sts.v1.TokenService/GetAccessKeyInfo";
  const Outcome outcome = Call(channel_, path, invalid, response, {.authorization = token});
  EXPECT_EQ(outcome.code, kInvalidArgument);
  EXPECT_EQ(outcome.info.reason(), "ValidationError");
  EXPECT_THAT(outcome.message, HasSubstr("accessKeyId"));
  ::grpc::ByteBuffer answer;
  const ::grpc::Slice garbage(std::string("\xff\xff\xff"));
  const Outcome malformed =
      CallBytes(channel_, path, ::grpc::ByteBuffer(&garbage, 1), answer, {.authorization = token});
  EXPECT_EQ(malformed.code, kInvalidArgument);
  EXPECT_EQ(malformed.info.reason(), "SerializationException");
  SaveUser("carol", /*allowed=*/true);
  const std::string carol = "Bearer " + TokenOfUser("carol");
  SaveUser("carol", /*allowed=*/false);
  invalid.set_access_key_id(root_key_id_);
  const Outcome denied = Call(channel_, path, invalid, response, {.authorization = carol});
  EXPECT_EQ(denied.code, kPermissionDenied);
  EXPECT_EQ(denied.info.reason(), "AccessDenied");
  EXPECT_THAT(denied.message, HasSubstr("sts:GetAccessKeyInfo"));
}

TEST_F(CallsTest, OnlyOperationsOfTheTableAreServed) {
  const std::string token = "Bearer " + RootToken();
  iam::v1::ListUsersRequest request;
  iam::v1::ListUsersResponse response;
  for (const char* path :
       {"/keyward.sts.v1.TokenService/AssumeRole", "/keyward.sts.v1.TokenService/Nothing",
        "/keyward.iam.v1.IdentityService/ListUsers", "/nothing.at.all.Service/Method"}) {
    EXPECT_EQ(Call(channel_, path, request, response, {.authorization = token}).code,
              kUnimplemented)
        << path;
  }
}

TEST_F(CallsTest, MessagesAndMetadataHaveBounds) {
  const std::string token = "Bearer " + RootToken();
  sts::v1::GetAccessKeyInfoRequest large;
  sts::v1::GetAccessKeyInfoResponse response;
  const std::string path = "/keyward.sts.v1.TokenService/GetAccessKeyInfo";
  large.set_access_key_id(std::string(grpc::Options().message_bytes - 100, 'A'));
  EXPECT_EQ(Call(channel_, path, large, response, {.authorization = token}).code,
            kInvalidArgument);  // read, and told to be too long a name
  large.set_access_key_id(std::string(grpc::Options().message_bytes + 1, 'A'));
  EXPECT_EQ(Call(channel_, path, large, response, {.authorization = token}).code,
            kResourceExhausted);
  EXPECT_EQ(WhoAmI(std::string(std::size_t{32} << 10, 'A')).code, kResourceExhausted);
  EXPECT_EQ(WhoAmI(RootToken()).code, 0);
}

TEST_F(CallsTest, CompressedMessagesAreNotTaken) {
  const std::size_t before = audit_.lines().size();
  sts::v1::GetAccessKeyInfoRequest request;
  request.set_access_key_id(std::string(100'000, 'A'));
  sts::v1::GetAccessKeyInfoResponse response;
  const Outcome outcome = Call(channel_, "/keyward.sts.v1.TokenService/GetAccessKeyInfo", request,
                               response, {.authorization = "Bearer x", .compress = true});
  EXPECT_EQ(outcome.code, kUnimplemented) << outcome.message;
  EXPECT_EQ(audit_.lines().size(), before);
}

}  // namespace
}  // namespace keyward::server::grpc_test
