// SPDX-License-Identifier: Apache-2.0
//
// Whom certificates stand for, and what holds beside an access token.
#include "server/grpc/authenticator.h"

#include <gmock/gmock.h>

#include "tests/server/grpc/front_door.h"
#include "tests/server/http/authority.h"

namespace keyward::server::grpc_test {
namespace {

using http_test::Purpose;
using testing::HasSubstr;

const std::string kAlice = "arn:aws:iam::111122223333:user/alice";
const std::string kBob = "arn:aws:iam::111122223333:user/bob";

class AuthenticatorTest : public FrontDoorTest {
 protected:
  AuthenticatorTest() : authority_(temp_.path(), "authority") {
    SaveUser("alice");
    SaveUser("bob");
  }

  std::string Certificate(const std::string& names, Purpose purpose = Purpose::kClient) {
    return store::ReadWhole(authority_.Issue("client", purpose, names).certificate_path);
  }
  // Now as the certificates have it, which are dated by the machine's clock.
  std::chrono::sys_seconds Now() {
    return std::chrono::floor<std::chrono::seconds>(core::SystemClock().Now());
  }
  core::Result<api::Caller> Authenticate(const std::string& pem, const std::string& token = "") {
    const std::string authorization = "Bearer " + token;
    grpc::Presented presented;
    presented.certificate = pem;
    if (!token.empty()) presented.authorization = {authorization};
    return grpc::Authenticator({credentials_, principals_, *tokens_, map_})
        .Authenticate(presented, Now());
  }
  std::string Token(const std::string& name) {
    return *tokens_->Issue({"AKIA" + name, "AIDA" + name, Now(), Now() + std::chrono::seconds(60)},
                           random_);
  }

  http_test::Authority authority_;
  std::map<std::string, std::string> map_ = {{"URI:spiffe://example/alice", kAlice},
                                             {"DNS:alice.example", kAlice},
                                             {"DNS:bob.example", kBob},
                                             {"URI:" + kBob, kAlice}};
};

TEST_F(AuthenticatorTest, CertificateStandsForAUser) {
  for (const std::string& names : {"URI:" + kAlice, std::string("URI:spiffe://example/alice"),
                                   std::string("DNS:localhost,DNS:alice.example"),
                                   "DNS:alice.example,URI:spiffe://example/alice,URI:" + kAlice,
                                   // What is configured comes before what the name says by itself.
                                   "URI:" + kBob}) {
    const auto caller = Authenticate(Certificate(names));
    ASSERT_TRUE(caller) << names << core::Describe(caller.error());
    EXPECT_EQ(caller->principal.text(), kAlice) << names;
    EXPECT_EQ(caller->unique_id, "AIDAalice");
    EXPECT_EQ(caller->account, kAccount);
    EXPECT_EQ(caller->access_key_id, "");
    EXPECT_EQ(caller->proof, api::Proof::kCertificate);
  }
}

TEST_F(AuthenticatorTest, OtherCertificatesAreRefused) {
  const std::pair<std::string, const char*> cases[] = {
      {Certificate("DNS:localhost"), "stands for no principal"},
      {Certificate("DNS:ALICE.example.evil"), "stands for no principal"},
      {Certificate("URI:spiffe://example/alice/x"), "stands for no principal"},
      {Certificate("DNS:alice.example,DNS:bob.example"), "more than one principal"},
      {Certificate("URI:arn:aws:iam::111122223333:role/admin"), "is a role"},
      {Certificate("URI:arn:aws:iam::111122223333:root"), "is not a user"},
      {Certificate("URI:arn:aws:sts::111122223333:federated-user/alice"), "is not a user"},
      {Certificate("URI:arn:aws:iam::111122223333:user/dave"), "is not there"},
      {Certificate("URI:arn:aws:iam::111122223333:user/path/alice"), "is not there"},
      {Certificate("URI:arn:aws-cn:iam::111122223333:user/alice"), "is not there"},
      {Certificate("URI:arn:aws:iam::444455556666:user/alice"), "is not there"},
      {Certificate("URI:arn:nonsense"), "is not the ARN of a principal"},
      {Certificate("URI:" + kAlice, Purpose::kExpiredClient), "is expired"},
      {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read"},
  };
  for (const auto& [pem, why] : cases) {
    const auto caller = Authenticate(pem);
    ASSERT_FALSE(caller) << why;
    EXPECT_EQ(caller.error().code, core::ErrorCode::kUnauthenticated) << why;
    EXPECT_EQ(caller.error().name, "UnrecognizedClientException") << why;
    EXPECT_THAT(caller.error().message, HasSubstr(why));
  }
}

TEST_F(AuthenticatorTest, TokenAndCertificateMustAgree) {
  const auto both = Authenticate(Certificate("URI:" + kAlice), Token("alice"));
  ASSERT_TRUE(both) << core::Describe(both.error());
  EXPECT_EQ(both->proof, api::Proof::kAccessToken);
  EXPECT_EQ(both->access_key_id, "AKIAalice");
  const auto differ = Authenticate(Certificate("URI:" + kAlice), Token("bob"));
  ASSERT_FALSE(differ);
  EXPECT_THAT(differ.error().message, HasSubstr("two principals"));
  // A certificate for nobody only vouched for the connection.
  const auto unmapped = Authenticate(Certificate("DNS:localhost"), Token("bob"));
  ASSERT_TRUE(unmapped);
  EXPECT_EQ(unmapped->unique_id, "AIDAbob");
  // A good certificate does not make up for a bad token, nor the other way round.
  EXPECT_FALSE(Authenticate(Certificate("URI:" + kAlice), "kwat1.AAAA"));
  EXPECT_FALSE(Authenticate(Certificate("URI:" + kAlice, Purpose::kExpiredClient), Token("alice")));
}

TEST_F(AuthenticatorTest, DeletedUserIsRefusedAtTheNextCall) {
  const std::string pem = Certificate("URI:" + kAlice);
  EXPECT_TRUE(Authenticate(pem));
  EraseUser("alice");
  EXPECT_FALSE(Authenticate(pem));
}

}  // namespace
}  // namespace keyward::server::grpc_test
