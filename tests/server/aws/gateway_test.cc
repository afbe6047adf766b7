// SPDX-License-Identifier: Apache-2.0
//
// From a signed HTTP request to its answer, without sockets: a sealed store, iam's directory, the
// pipeline and the operations of sts.
#include "server/aws/gateway.h"

#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "auth/sigv4/service_rules.h"
#include "auth/sigv4/sign.h"
#include "iam/bootstrap.h"
#include "iam/directory_credentials.h"
#include "iam/directory_policies.h"
#include "keyward/sts/v1/sts.pb.h"
#include "sts/identity.h"
#include "tests/api/kept_audit.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::aws {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

const api::schema::ServiceTable& StsTable() {
  return api::schema::TableOf(*sts::v1::GetCallerIdentityRequest::descriptor()->file()->service(0));
}

class GatewayTest : public testing::Test {
 protected:
  GatewayTest()
      : store_(*keyward::store::OpenSealed({.directory = temp_.path() + "/data"})),
        policies_(*iam::DirectoryPolicies::Create(*store_)),
        credentials_(*store_),
        operations_(sts::IdentityOperations()),
        pipeline_({*store_, *policies_, audit_, random_}),
        gateway_({operations_, pipeline_, credentials_, {{&StsTable(), "sts"}}, clock_, random_}) {
    auto root = iam::CreateAccount(*store_, "111122223333", "main",
                                   std::chrono::floor<seconds>(clock_.Now()), random_);
    key_id_ = (*root)->access_key_id;
    secret_ = std::string(crypto::AsText((*root)->secret_access_key.Expose()));
  }

  http::Request Unsigned(const std::string& body) {
    http::Request request;
    request.method = "POST";
    request.target = "/";
    request.headers = {{"Host", "localhost:8080"},
                       {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                       {"User-Agent", "test/1"}};
    request.body = body;
    auto origin = std::make_shared<http::Origin>();
    origin->address = "203.0.113.9";
    request.origin = std::move(origin);
    return request;
  }

  http::Request Signed(const std::string& body, const std::string& region = "us-east-1",
                       const std::string& service = "sts", seconds clock_error = seconds(0)) {
    http::Request request = Unsigned(body);
    std::vector<auth::Header> headers;
    for (const http::Header& header : request.headers) {
      headers.push_back({header.name, header.value});
    }
    const auth::HttpRequest view{request.method, request.target, headers,
                                 crypto::AsBytes(request.body)};
    const auth::Credentials credentials{
        key_id_, *crypto::SecretBytes::Copy(crypto::AsBytes(secret_)), "", "test"};
    auto made = auth::Sign(view, credentials,
                           {.region = region,
                            .service = service,
                            .time = std::chrono::floor<seconds>(clock_.Now()) + clock_error,
                            .rules = auth::RulesFor(service)});
    EXPECT_TRUE(made) << core::Describe(made.error());
    for (const auth::OwnedHeader& header : made->headers) {
      request.headers.push_back({header.name, header.value});
    }
    return request;
  }

  keyward::store::TempDirectory temp_;
  core::FixedClock clock_{core::Clock::TimePoint(seconds(1'714'564'800))};
  crypto::SystemRandom random_;
  std::unique_ptr<store::sealed::SealedStore> store_;
  std::unique_ptr<iam::DirectoryPolicies> policies_;
  iam::DirectoryCredentials credentials_;
  api::KeptAudit audit_;
  api::OperationTable operations_;
  api::Pipeline pipeline_;
  Gateway gateway_;
  std::string key_id_;
  std::string secret_;
};

const std::string kWhoAmI = "Action=GetCallerIdentity&Version=2011-06-15";

TEST_F(GatewayTest, TellsTheCallerWhoItIs) {
  const http::Response response = gateway_.Answer(Signed(kWhoAmI));
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_THAT(response.body, HasSubstr("<Arn>arn:aws:iam::111122223333:root</Arn>"));
  EXPECT_THAT(response.body, HasSubstr("<Account>111122223333</Account>"));
  EXPECT_THAT(response.body,
              HasSubstr("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/"));
  ASSERT_EQ(response.headers.size(), 2u);
  EXPECT_EQ(response.headers[0].value, "text/xml");
  EXPECT_THAT(response.body, HasSubstr("<RequestId>" + response.headers[1].value));
  EXPECT_THAT(response.headers[1].value,
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST_F(GatewayTest, EveryRequestIsRecorded) {
  const http::Response good = gateway_.Answer(Signed(kWhoAmI));
  http::Request altered = Signed(kWhoAmI);
  altered.body += "&x=1";
  gateway_.Answer(std::move(altered));
  ASSERT_EQ(audit_.lines.size(), 2u);
  const auto first = nlohmann::json::parse(audit_.lines[0]);
  EXPECT_EQ(first["eventName"], "GetCallerIdentity");
  EXPECT_EQ(first["userIdentity"]["type"], "Root");
  EXPECT_EQ(first["sourceIPAddress"], "203.0.113.9");
  EXPECT_EQ(first["awsRegion"], "us-east-1");
  EXPECT_EQ(first["requestID"], good.headers[1].value);
  const auto second = nlohmann::json::parse(audit_.lines[1]);
  EXPECT_EQ(second["errorCode"], "SignatureDoesNotMatch");
  EXPECT_EQ(second["userIdentity"]["type"], "Unknown");
  for (const std::string& line : audit_.lines) EXPECT_THAT(line, Not(HasSubstr(secret_)));
}

TEST_F(GatewayTest, WithoutAuditNothingIsAnswered) {
  audit_.ready = audit_.takes = false;
  const http::Response response = gateway_.Answer(Signed(kWhoAmI));
  EXPECT_GE(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("111122223333")));
}

TEST_F(GatewayTest, AnyRegionIsServed) {
  for (const char* region : {"us-east-1", "eu-west-1", "ap-southeast-2", "us-gov-east-1"}) {
    EXPECT_EQ(gateway_.Answer(Signed(kWhoAmI, region)).status, 200) << region;
  }
}

TEST_F(GatewayTest, RefusalsHaveAwssNameAndStatus) {
  http::Request wrong_secret = [this] {
    const std::string right = std::exchange(secret_, std::string(40, 'x'));
    http::Request request = Signed(kWhoAmI);
    secret_ = right;
    return request;
  }();
  http::Request unknown_key = [this] {
    const std::string right = std::exchange(key_id_, "AKIAAAAAAAAAAAAAAAAA");
    http::Request request = Signed(kWhoAmI);
    key_id_ = right;
    return request;
  }();
  http::Request altered = Signed(kWhoAmI);
  altered.body += "&x=1";
  http::Request not_a_form = Unsigned(kWhoAmI);
  not_a_form.headers[1].value = "text/plain";
  struct Case {
    const char* name;
    http::Request request;
    int status;
    const char* code;
  };
  std::vector<Case> cases;
  cases.push_back({"Unsigned", Unsigned(kWhoAmI), 403, "MissingAuthenticationToken"});
  cases.push_back({"WrongSecret", std::move(wrong_secret), 403, "SignatureDoesNotMatch"});
  cases.push_back({"UnknownKey", std::move(unknown_key), 403, "InvalidClientTokenId"});
  cases.push_back({"Altered", std::move(altered), 403, "SignatureDoesNotMatch"});
  cases.push_back(
      {"Late", Signed(kWhoAmI, "us-east-1", "sts", seconds(-901)), 403, "SignatureDoesNotMatch"});
  cases.push_back(
      {"Early", Signed(kWhoAmI, "us-east-1", "sts", seconds(901)), 403, "SignatureDoesNotMatch"});
  cases.push_back(
      {"OtherService", Signed(kWhoAmI, "us-east-1", "s3"), 403, "SignatureDoesNotMatch"});
  cases.push_back({"NoRegion", Signed(kWhoAmI, "nowhere"), 403, "SignatureDoesNotMatch"});
  cases.push_back({"NoAction", Signed("Version=2011-06-15"), 400, "MissingAction"});
  cases.push_back(
      {"UnknownAction", Signed("Action=Nothing&Version=2011-06-15"), 400, "InvalidAction"});
  cases.push_back(
      {"NotOffered", Signed("Action=GetSessionToken&Version=2011-06-15"), 400, "NotImplemented"});
  cases.push_back({"Invalid", Signed("Action=GetAccessKeyInfo&Version=2011-06-15&AccessKeyId=x"),
                   400, "ValidationError"});
  for (Case& test : cases) {
    const http::Response response = gateway_.Answer(std::move(test.request));
    EXPECT_EQ(response.status, test.status) << test.name << response.body;
    EXPECT_THAT(response.body, HasSubstr(std::string("<Code>") + test.code + "</Code>"))
        << test.name;
    EXPECT_THAT(response.body, Not(HasSubstr(secret_))) << test.name;
  }
}

TEST_F(GatewayTest, KeyTellsItsAccount) {
  const http::Response response =
      gateway_.Answer(Signed("Action=GetAccessKeyInfo&Version=2011-06-15&AccessKeyId=" + key_id_));
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_THAT(response.body, HasSubstr("<Account>111122223333</Account>"));
}

TEST_F(GatewayTest, QueryOfAGetIsReadToo) {
  http::Request request = Signed("");
  request.headers.clear();
  request = Unsigned("");
  request.method = "GET";
  request.target = "/?" + kWhoAmI;
  std::vector<auth::Header> headers;
  for (const http::Header& header : request.headers) headers.push_back({header.name, header.value});
  const auth::Credentials credentials{key_id_, *crypto::SecretBytes::Copy(crypto::AsBytes(secret_)),
                                      "", "test"};
  auto presigned =
      auth::Presign({request.method, request.target, headers, crypto::Bytes{}}, credentials,
                    {.region = "us-east-1",
                     .service = "sts",
                     .time = std::chrono::floor<seconds>(clock_.Now()),
                     .rules = auth::RulesFor("sts")},
                    seconds(60));
  ASSERT_TRUE(presigned) << core::Describe(presigned.error());
  request.target = presigned->target;
  EXPECT_EQ(gateway_.Answer(std::move(request)).status, 200);
}

}  // namespace
}  // namespace keyward::server::aws
