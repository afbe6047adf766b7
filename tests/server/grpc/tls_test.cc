// SPDX-License-Identifier: Apache-2.0
//
// TLS and client certificates, from a client's side.
#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "keyward/sts/v1/sts.pb.h"
#include "tests/server/grpc/client.h"
#include "tests/server/grpc/front_door.h"
#include "tests/server/http/authority.h"

namespace keyward::server::grpc_test {
namespace {

using http_test::Authority;
using http_test::Issued;
using http_test::Purpose;

constexpr int kUnavailable = 14;
constexpr int kUnauthenticated = 16;
const std::string kAlice = "URI:arn:aws:iam::111122223333:user/alice";

class TlsTest : public FrontDoorTest {
 protected:
  TlsTest()
      : authority_(temp_.path(), "authority"),
        stranger_(temp_.path(), "stranger"),
        identity_(authority_.Issue("server", Purpose::kServer)) {
    SaveUser("alice");
    std::filesystem::permissions(identity_.key_path, std::filesystem::perms::owner_read |
                                                         std::filesystem::perms::owner_write);
    // Certificates are dated by the machine's clock.
    clock_.Set(core::SystemClock().Now());
  }

  grpc::Options WithTls(bool required = false) {
    grpc::Options options;
    options.tls = {.certificate_path = identity_.certificate_path,
                   .key_path = identity_.key_path,
                   .client_ca_path = authority_.certificate_path(),
                   .client_certificate_required = required};
    return options;
  }
  Outcome WhoAmI(const ClientFiles& files, const std::string& token = "") {
    response_.Clear();
    return Call(Tls(server_->port(), files), kWhoAmI, sts::v1::GetCallerIdentityRequest(),
                response_, {.authorization = token.empty() ? "" : "Bearer " + token});
  }
  ClientFiles Anonymous() { return {authority_.certificate_path(), "", ""}; }
  ClientFiles With(const Issued& issued) {
    return {authority_.certificate_path(), issued.certificate_path, issued.key_path};
  }
  // What a bare client that offers no more than this negotiates; "" when it is refused.
  std::string Negotiate(int version, const char* suites) const;

  Authority authority_;
  Authority stranger_;
  Issued identity_;
  sts::v1::GetCallerIdentityResponse response_;
};

std::string TlsTest::Negotiate(int version, const char* suites) const {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
  EXPECT_EQ(SSL_CTX_set_cipher_list(context, suites), 1) << suites;
  SSL* ssl = SSL_new(context);
  const unsigned char protocols[] = {2, 'h', '2'};
  SSL_set_alpn_protos(ssl, protocols, sizeof protocols);
  const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(server_->port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(file, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  SSL_set_fd(ssl, file);
  const std::string made = SSL_connect(ssl) == 1 ? SSL_get_cipher_name(ssl) : "";
  SSL_free(ssl);
  SSL_CTX_free(context);
  ::close(file);
  return made;
}

TEST_F(TlsTest, CertificateTellsTheCaller) {
  Start(WithTls());
  const Outcome outcome = WhoAmI(With(authority_.Issue("alice", Purpose::kClient, kAlice)));
  EXPECT_EQ(outcome.code, 0) << outcome.message;
  EXPECT_EQ(response_.arn(), "arn:aws:iam::111122223333:user/alice");
}

TEST_F(TlsTest, NameOfACertificateMayBeMapped) {
  grpc::Options options = WithTls();
  options.certificate_principals = {{"DNS:build.example", "arn:aws:iam::111122223333:user/alice"}};
  Start(options);
  EXPECT_EQ(WhoAmI(With(authority_.Issue("b", Purpose::kClient, "DNS:build.example"))).code, 0);
  EXPECT_EQ(response_.user_id(), "AIDAalice");
  EXPECT_EQ(WhoAmI(With(authority_.Issue("c", Purpose::kClient, "DNS:other.example"))).code,
            kUnauthenticated);
}

TEST_F(TlsTest, CertificatesOfOthersMakeNoConnection) {
  Start(WithTls());
  EXPECT_EQ(WhoAmI(With(stranger_.Issue("alice", Purpose::kClient, kAlice))).code, kUnavailable);
  EXPECT_EQ(WhoAmI(With(authority_.Issue("old", Purpose::kExpiredClient, kAlice))).code,
            kUnavailable);
  EXPECT_EQ(WhoAmI(With(authority_.Issue("server2", Purpose::kServer, kAlice))).code, kUnavailable);
  EXPECT_EQ(WhoAmI({stranger_.certificate_path(), "", ""}).code, kUnavailable);
}

TEST_F(TlsTest, WithoutACertificateATokenIsNeeded) {
  Start(WithTls());
  EXPECT_EQ(WhoAmI(Anonymous()).info.reason(), "MissingAuthenticationToken");
  EXPECT_EQ(WhoAmI(Anonymous(), TokenOfUser("alice")).code, 0);
  EXPECT_EQ(response_.user_id(), "AIDAalice");
}

TEST_F(TlsTest, WithoutAuthoritiesNoCertificateIsAskedFor) {
  grpc::Options options = WithTls();
  options.tls.client_ca_path.clear();
  Start(options);
  EXPECT_EQ(WhoAmI(Anonymous(), TokenOfUser("alice")).code, 0);
  const Issued issued = authority_.Issue("alice", Purpose::kClient, kAlice);
  EXPECT_EQ(WhoAmI(With(issued)).info.reason(), "MissingAuthenticationToken");
  EXPECT_TRUE(server_->ReloadCertificate());
  EXPECT_EQ(WhoAmI(Anonymous(), TokenOfUser("alice")).code, 0);
}

TEST_F(TlsTest, RequiredCertificateIsRequired) {
  Start(WithTls(/*required=*/true));
  EXPECT_EQ(WhoAmI(Anonymous(), TokenOfUser("alice")).code, kUnavailable);
  EXPECT_EQ(WhoAmI(With(authority_.Issue("alice", Purpose::kClient, kAlice))).code, 0);
}

TEST_F(TlsTest, PlaintextIsNotTaken) {
  Start(WithTls());
  EXPECT_EQ(
      Call(Plaintext(server_->port()), kWhoAmI, sts::v1::GetCallerIdentityRequest(), response_)
          .code,
      kUnavailable);
}

TEST_F(TlsTest, OnlyForwardSecretSuitesOfTls12And13) {
  Start(WithTls());
  EXPECT_EQ(Negotiate(TLS1_3_VERSION, "ALL"), "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(Negotiate(TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"),
            "ECDHE-ECDSA-AES128-GCM-SHA256");
  EXPECT_EQ(Negotiate(TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA"), "");
  EXPECT_EQ(Negotiate(TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA384"), "");
  EXPECT_EQ(Negotiate(TLS1_1_VERSION, "ALL"), "");
}

TEST_F(TlsTest, ReloadedIdentityIsForNewConnections) {
  Start(WithTls());
  const auto old = Tls(server_->port(), Anonymous());
  const std::string token = "Bearer " + TokenOfUser("alice");
  const auto call = [&](const std::shared_ptr<::grpc::Channel>& channel) {
    return Call(channel, kWhoAmI, sts::v1::GetCallerIdentityRequest(), response_,
                {.authorization = token})
        .code;
  };
  EXPECT_EQ(call(old), 0);
  // Files that are not right change nothing.
  const std::string key = store::ReadWhole(identity_.key_path);
  store::WriteWhole(identity_.key_path, "nonsense");
  EXPECT_EQ(server_->ReloadCertificate().error().name, "InvalidCertificate");
  EXPECT_EQ(call(Tls(server_->port(), Anonymous())), 0);
  // The other authority's certificate.
  const Issued next = stranger_.Issue("server", Purpose::kServer);
  for (const auto& [from, to] : {std::pair(next.certificate_path, identity_.certificate_path),
                                 std::pair(next.key_path, identity_.key_path)}) {
    store::WriteWhole(to, store::ReadWhole(from));
  }
  ASSERT_TRUE(server_->ReloadCertificate());
  EXPECT_EQ(call(Tls(server_->port(), Anonymous())), kUnavailable);
  EXPECT_EQ(call(Tls(server_->port(), {stranger_.certificate_path(), "", ""})), 0);
  EXPECT_EQ(call(old), 0);
}

TEST_F(TlsTest, PlaintextServerHasNothingToReload) {
  Start();
  EXPECT_EQ(server_->ReloadCertificate().error().name, "PlaintextServer");
}

}  // namespace
}  // namespace keyward::server::grpc_test
