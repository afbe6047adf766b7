// SPDX-License-Identifier: Apache-2.0
//
// The TLS policy as a client meets it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "crypto/dev_certificate.h"
#include "crypto/random.h"
#include "tests/server/http/authority.h"
#include "tests/server/http/echo_server.h"
#include "tests/server/http/raw_client.h"
#include "tests/server/http/tls_client.h"

namespace keyward::server::http_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

// Tells who asked.
void AnswerOrigin(const http::Request& request, http::Responder responder) {
  const http::Origin& origin = *request.origin;
  std::string text = origin.tls ? std::string(crypto::TlsVersionName(*origin.tls)) : "plain";
  if (origin.client_certificate != nullptr) {
    text += " " + origin.client_certificate->subject + " " + origin.client_certificate->sha256;
  }
  responder.Send(Text(200, text + "\nend\n"));
}

class Tls : public testing::Test {
 protected:
  Tls() {
    std::string directory = std::filesystem::temp_directory_path() / "keyward_https.XXXXXX";
    directory_ = ::mkdtemp(directory.data());
    Renew();
  }
  ~Tls() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ / name; }

  // Puts another identity in the place of the last.
  void Renew() {
    options_.tls.certificate_path = Path("server.pem");
    options_.tls.key_path = Path("server.key");
    std::filesystem::remove(options_.tls.certificate_path);
    std::filesystem::remove(options_.tls.key_path);
    crypto::SystemRandom random;
    ASSERT_TRUE(crypto::WriteDevelopmentCertificate(options_.tls.certificate_path,
                                                    options_.tls.key_path, core::SystemClock(),
                                                    random)
                    .has_value());
  }

  TlsWishes Trusting() const {
    TlsWishes wishes;
    wishes.trusted_path = options_.tls.certificate_path;
    return wishes;
  }

  std::filesystem::path directory_;
  http::Options options_;
};

struct Offer {
  const char* name;
  int version;
  const char* suites;
  const char* groups;
  bool accepted;
};

constexpr Offer kOffers[] = {
    {"TLS 1.3", TLS1_3_VERSION, "", "", true},
    {"1.3 AES-128", TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", "", true},
    {"1.3 AES-256", TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384", "", true},
    {"1.3 ChaCha20", TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256", "", true},
    {"1.3 short tag", TLS1_3_VERSION, "TLS_AES_128_CCM_8_SHA256", "", false},
    {"1.3 X25519", TLS1_3_VERSION, "", "X25519", true},
    {"1.3 P-256", TLS1_3_VERSION, "", "P-256", true},
    {"1.3 P-384", TLS1_3_VERSION, "", "P-384", true},
    {"1.3 P-521", TLS1_3_VERSION, "", "P-521", false},
    {"1.3 finite field", TLS1_3_VERSION, "", "ffdhe2048", false},
    {"TLS 1.2", TLS1_2_VERSION, "", "", true},
    {"1.2 ECDHE AES-128-GCM", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256", "", true},
    {"1.2 ECDHE AES-256-GCM", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384", "", true},
    {"1.2 ECDHE ChaCha20", TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305", "", true},
    {"1.2 CBC", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256", "", false},
    {"1.2 CBC SHA-1", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA", "", false},
    {"1.2 CCM", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-CCM", "", false},
    {"1.2 static RSA", TLS1_2_VERSION, "AES128-GCM-SHA256", "", false},
    {"1.2 finite field", TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256", "", false},
    {"1.2 unauthenticated", TLS1_2_VERSION, "AECDH-AES128-SHA", "", false},
    {"1.2 secp224r1", TLS1_2_VERSION, "", "P-224", false},
    {"TLS 1.1", TLS1_1_VERSION, "ALL:@SECLEVEL=0", "", false},
    {"TLS 1.0", TLS1_VERSION, "ALL:@SECLEVEL=0", "", false},
};

TEST_F(Tls, SpeaksModernVersionsAndSuitesOnly) {
  const EchoServer server(options_, AnswerOrigin);
  for (const Offer& offer : kOffers) {
    TlsWishes wishes = Trusting();
    wishes.lowest = wishes.highest = offer.version;
    (offer.version == TLS1_3_VERSION ? wishes.suites13 : wishes.suites12) = offer.suites;
    wishes.groups = offer.groups;
    const TlsClient client(server.port(), wishes);
    EXPECT_EQ(client.connected(), offer.accepted) << offer.name;
    if (!offer.accepted) continue;
    const char* version = offer.version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2";
    EXPECT_EQ(client.Get("/"), std::string(version) + "\nend\n") << offer.name;
  }
}

// With a key of the kind that the older key exchanges need.
constexpr Offer kRsaOffers[] = {
    {"1.3", TLS1_3_VERSION, "", "", true},
    {"1.2 ECDHE AES-128-GCM", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "", true},
    {"1.2 ECDHE AES-256-GCM", TLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384", "", true},
    {"1.2 ECDHE ChaCha20", TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305", "", true},
    {"1.2 static RSA", TLS1_2_VERSION, "AES128-GCM-SHA256", "", false},
    {"1.2 static RSA CBC", TLS1_2_VERSION, "AES256-SHA256", "", false},
    {"1.2 finite field", TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256", "", false},
    {"1.2 CBC", TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA384", "", false},
    {"1.2 CBC SHA-1", TLS1_2_VERSION, "ECDHE-RSA-AES128-SHA", "", false},
};

TEST_F(Tls, SpeaksModernSuitesOnlyWithRsa) {
  const Authority authority(directory_, "authority");
  const Issued identity = authority.Issue("rsa", Purpose::kRsaServer);
  ::chmod(identity.key_path.c_str(), 0600);
  options_.tls.certificate_path = identity.certificate_path;
  options_.tls.key_path = identity.key_path;
  const EchoServer server(options_, AnswerOrigin);
  for (const Offer& offer : kRsaOffers) {
    TlsWishes wishes;
    wishes.trusted_path = authority.certificate_path();
    wishes.lowest = wishes.highest = offer.version;
    (offer.version == TLS1_3_VERSION ? wishes.suites13 : wishes.suites12) = offer.suites;
    const TlsClient client(server.port(), wishes);
    EXPECT_EQ(client.connected(), offer.accepted) << offer.name;
  }
}

TEST_F(Tls, AgreesOnHttp11OrNothing) {
  const EchoServer server(options_, AnswerOrigin);
  TlsWishes wishes = Trusting();
  wishes.protocol = "http/1.1";
  const TlsClient right(server.port(), wishes);
  ASSERT_TRUE(right.connected());
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(right.ssl(), &chosen, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "http/1.1");
  wishes.protocol = "h2";
  EXPECT_FALSE(TlsClient(server.port(), wishes).connected());
}

TEST_F(Tls, DoesNotRenegotiate) {
  const EchoServer server(options_, AnswerOrigin);
  TlsWishes wishes = Trusting();
  wishes.highest = TLS1_2_VERSION;
  const TlsClient client(server.port(), wishes);
  ASSERT_TRUE(client.connected());
  SSL_renegotiate(client.ssl());
  EXPECT_NE(SSL_do_handshake(client.ssl()), 1);
}

TEST_F(Tls, ResumesNoSession) {
  const EchoServer server(options_, AnswerOrigin);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsWishes wishes = Trusting();
    wishes.lowest = wishes.highest = version;
    const TlsClient first(server.port(), wishes);
    EXPECT_THAT(first.Get("/"), HasSubstr("TLS"));
    wishes.session = SSL_get1_session(first.ssl());
    EXPECT_EQ(SSL_SESSION_has_ticket(wishes.session), 0);
    const TlsClient second(server.port(), wishes);
    EXPECT_TRUE(second.connected());
    EXPECT_EQ(SSL_session_reused(second.ssl()), 0);
    SSL_SESSION_free(wishes.session);
  }
}

TEST_F(Tls, ReloadsForNewConnectionsOnly) {
  const EchoServer server(options_, AnswerOrigin);
  const TlsClient before(server.port(), Trusting());
  const std::string old_identity = before.Fingerprint();
  EXPECT_EQ(before.Get("/"), "TLSv1.3\nend\n");
  Renew();
  const TlsClient between(server.port(), {});
  EXPECT_EQ(between.Fingerprint(), old_identity);
  ASSERT_TRUE(server->ReloadCertificate().has_value());
  const TlsClient after(server.port(), Trusting());
  EXPECT_TRUE(after.connected());
  EXPECT_NE(after.Fingerprint(), old_identity);
  EXPECT_EQ(before.Get("/"), "TLSv1.3\nend\n");
  EXPECT_EQ(between.Get("/"), "TLSv1.3\nend\n");
}

TEST_F(Tls, KeepsItsCertificateWhenTheNewOneIsNotRight) {
  const EchoServer server(options_, AnswerOrigin);
  const std::string identity = TlsClient(server.port(), {}).Fingerprint();
  std::filesystem::remove(options_.tls.key_path);
  const auto reloaded = server->ReloadCertificate();
  ASSERT_FALSE(reloaded.has_value());
  EXPECT_EQ(reloaded.error().name, "FileNotFound");
  EXPECT_EQ(TlsClient(server.port(), {}).Fingerprint(), identity);
}

TEST_F(Tls, HasNothingToReloadInPlaintext) {
  const EchoServer server;
  EXPECT_EQ(server->ReloadCertificate().error().name, "PlaintextServer");
}

TEST_F(Tls, VerifiesClientCertificates) {
  const Authority authority(directory_, "authority");
  const Authority stranger(directory_, "stranger");
  options_.tls.client_ca_path = authority.certificate_path();
  const Issued known = authority.Issue("known", Purpose::kClient);
  const EchoServer server(options_, AnswerOrigin);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsWishes wishes = Trusting();
    wishes.lowest = wishes.highest = version;
    EXPECT_THAT(TlsClient(server.port(), wishes).Get("/"), testing::StartsWith("TLSv1."));
    const auto ask = [&](const Issued& shown) {
      wishes.certificate_path = shown.certificate_path;
      wishes.key_path = shown.key_path;
      return TlsClient(server.port(), wishes).Get("/");
    };
    EXPECT_THAT(ask(known), HasSubstr(" CN=known " + known.sha256 + "\nend\n"));
    EXPECT_THAT(ask(stranger.Issue("unknown", Purpose::kClient)), IsEmpty());
    EXPECT_THAT(ask(authority.Issue("server", Purpose::kServer)), IsEmpty());
    EXPECT_THAT(ask(authority.Issue("expired", Purpose::kExpiredClient)), IsEmpty());
  }
}

TEST_F(Tls, MayRequireClientCertificates) {
  const Authority authority(directory_, "authority");
  options_.tls.client_ca_path = authority.certificate_path();
  options_.tls.client_certificate_required = true;
  const EchoServer server(options_, AnswerOrigin);
  TlsWishes wishes = Trusting();
  EXPECT_THAT(TlsClient(server.port(), wishes).Get("/"), IsEmpty());
  const Issued known = authority.Issue("known", Purpose::kClient);
  wishes.certificate_path = known.certificate_path;
  wishes.key_path = known.key_path;
  EXPECT_THAT(TlsClient(server.port(), wishes).Get("/"), HasSubstr("CN=known"));
}

TEST_F(Tls, RefusesAndEndsAsPlaintextDoes) {
  const EchoServer server(options_, AnswerOrigin);
  const TlsClient client(server.port(), Trusting());
  client.Send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string all = client.ReadUntil("");
  EXPECT_THAT(all, testing::StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(all, testing::EndsWith("{\"message\":\"there is more than one host\"}\n"));
  EXPECT_EQ(SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
  EXPECT_EQ(server.handled(), 0);
}

TEST_F(Tls, EndsASlowHandshake) {
  options_.header_deadline = 300ms;
  const EchoServer server(options_, AnswerOrigin);
  RawClient client(server.port());
  client.Send("\x16\x03\x01\x02");
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_TRUE(client.closed());
}

TEST_F(Tls, AnswersPlaintextWithNothingOfHttp) {
  const EchoServer server(options_, AnswerOrigin);
  RawClient client(server.port());
  client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(client.ReadToEnd(), testing::Not(HasSubstr("HTTP/1.1")));
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(server.handled(), 0);
}

TEST_F(Tls, MovesLargeBodiesBothWays) {
  const EchoServer server(options_, [](http::Request request, http::Responder responder) {
    std::string body;
    for (int i = 0; i < 8; ++i) body += request.body;
    responder.Send(Text(200, body + "\nend\n"));
  });
  const TlsClient client(server.port(), Trusting());
  const std::string body(200'000, 'x');
  client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n");
  client.Send(body);
  EXPECT_GT(client.ReadUntil("\nend\n").size(), 8 * body.size());
}

TEST_F(Tls, ReloadsUnderLoad) {
  const EchoServer server(options_, AnswerOrigin);
  std::atomic<int> right = 0;
  constexpr int kClients = 4;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      for (int connection = 0; connection < 10; ++connection) {
        const TlsClient client(server.port(), {});
        for (int request = 0; request < 5; ++request) {
          right += client.Get("/") == "TLSv1.3\nend\n" ? 1 : 0;
        }
      }
    });
  }
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(server->ReloadCertificate().has_value());
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, kClients * 10 * 5);
}

}  // namespace
}  // namespace keyward::server::http_test
