// SPDX-License-Identifier: Apache-2.0
//
// `keyward serve --grpc` as its users have it: a token obtained with a signed request, used over
// gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <memory>
#include <string>

#include "keyward/sts/v1/sts.pb.h"
#include "tests/cli/process.h"
#include "tests/cli/running_keyward.h"
#include "tests/server/grpc/client.h"
#include "tests/store/temp_directory.h"

namespace keyward::cli_test {
namespace {

using server::grpc_test::Call;
using server::grpc_test::Outcome;
using store::ReadWhole;
using testing::HasSubstr;
using testing::Not;

constexpr char kWhoAmI[] = "/keyward.sts.v1.TokenService/GetCallerIdentity";

class ServeGrpcTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  void Start(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"serve",  "--dev",       "--data-dir", Path("data"),
                                          "--http", "127.0.0.1:0", "--grpc",     "127.0.0.1:0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    running_ = std::make_unique<RunningKeyward>(arguments, std::vector<std::string>(), Path("log"));
    ASSERT_TRUE(running_->WaitFor(R"("message":"serving")")) << running_->Log();
  }
  std::uint16_t GrpcPort() const {
    const std::string address = running_->Address("grpc");
    return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
  }
  // By keyward:CreateAccessToken, signed by our own command with the root credential.
  std::string Token(const std::string& url, const std::string& curl = "") const {
    const std::string headers =
        "-H 'X-Amz-Target: KeywardAccess.CreateAccessToken' "
        "-H 'Content-Type: application/x-amz-json-1.1' ";
    const ProcessResult done =
        RunBash("export AWS_SHARED_CREDENTIALS_FILE=" + Path("data/root-credentials") +
                "; printf '{}' | \"$KEYWARD\" sign POST " + url +
                " --header 'X-Amz-Target: KeywardAccess.CreateAccessToken'" +
                " --header 'Content-Type: application/x-amz-json-1.1'" +
                " --region eu-west-1 --service keyward --body - > " + Path("headers") +
                " && no_proxy='*' curl -qs --max-time 20 -H @" + Path("headers") + " " + headers +
                curl + " -d '{}' " + url + " | sed 's/.*\"AccessToken\":\"\\([^\"]*\\)\".*/\\1/'");
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return done.out.substr(0, done.out.find('\n'));
  }

  const store::TempDirectory directory_;
  std::unique_ptr<RunningKeyward> running_;
};

TEST_F(ServeGrpcTest, TokenOfASignedCallIsTakenOverGrpc) {
  Start({"--grpc-region", "eu-central-1"});
  const std::string token = Token("http://" + running_->Address("http") + "/");
  EXPECT_THAT(token, testing::StartsWith("kwat1."));
  const auto channel = server::grpc_test::Plaintext(GrpcPort());
  sts::v1::GetCallerIdentityResponse response;
  const Outcome outcome = Call(channel, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response,
                               {.authorization = "Bearer " + token});
  EXPECT_EQ(outcome.code, 0) << outcome.message;
  EXPECT_EQ(response.arn(), "arn:aws:iam::111122223333:root");
  EXPECT_EQ(Call(channel, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response).info.reason(),
            "MissingAuthenticationToken");
  running_->Signal(SIGTERM);
  EXPECT_EQ(running_->Wait(), 0);
  const std::string log = ReadWhole(Path("data/audit.log"));
  EXPECT_THAT(log, HasSubstr("CreateAccessToken"));
  EXPECT_THAT(log, HasSubstr(R"("awsRegion":"eu-central-1")"));
  EXPECT_THAT(log, HasSubstr("MissingAuthenticationToken"));
  EXPECT_THAT(log + running_->Log(), Not(HasSubstr("kwat1.")));
}

TEST_F(ServeGrpcTest, DevelopmentTlsIsOfBothDoors) {
  Start({"--dev-tls"});
  const std::string trust = Path("data/dev-certificate.pem");
  const std::string token =
      Token("https://" + running_->Address("http") + "/", "--cacert " + trust);
  const auto channel = server::grpc_test::Tls(GrpcPort(), {trust, "", ""});
  sts::v1::GetCallerIdentityResponse response;
  const Outcome outcome = Call(channel, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response,
                               {.authorization = "Bearer " + token});
  EXPECT_EQ(outcome.code, 0) << outcome.message;
  running_->Signal(SIGTERM);
  EXPECT_EQ(running_->Wait(), 0);
}

}  // namespace
}  // namespace keyward::cli_test
