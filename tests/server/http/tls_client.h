// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace keyward::server::http_test {

// How a client means to speak TLS. Empty: as OpenSSL does by itself.
struct TlsWishes {
  std::string trusted_path;  // PEM; empty: any certificate will do
  int lowest = 0;            // TLS1_2_VERSION…
  int highest = 0;
  std::string suites12;  // security level 0, so that the client allows what the server must refuse
  std::string suites13;
  std::string groups;
  std::string protocol;  // ALPN, one
  std::string certificate_path;
  std::string key_path;
  SSL_SESSION* session = nullptr;  // to be resumed
};

// A client by OpenSSL over a blocking socket, with ten seconds of patience.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, const TlsWishes& wishes);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }
  SSL* ssl() const { return ssl_; }
  // SHA-256 of the server's certificate, hexadecimal.
  std::string Fingerprint() const;

  bool Send(std::string_view bytes) const;
  // Until `end` has come, or the server hangs up.
  std::string ReadUntil(std::string_view end) const;
  // Sends a request and returns the body that comes; "" when none does.
  std::string Get(std::string_view target) const;

 private:
  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  int socket_ = -1;
  bool connected_ = false;
};

}  // namespace keyward::server::http_test
