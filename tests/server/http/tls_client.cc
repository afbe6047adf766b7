// SPDX-License-Identifier: Apache-2.0
#include "tests/server/http/tls_client.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "core/encoding.h"

namespace keyward::server::http_test {
namespace {

void Wish(SSL_CTX* context, const TlsWishes& wishes) {
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, wishes.lowest);
  SSL_CTX_set_max_proto_version(context, wishes.highest);
  if (!wishes.suites12.empty()) SSL_CTX_set_cipher_list(context, wishes.suites12.c_str());
  if (!wishes.suites13.empty()) SSL_CTX_set_ciphersuites(context, wishes.suites13.c_str());
  if (!wishes.groups.empty()) SSL_CTX_set1_groups_list(context, wishes.groups.c_str());
  if (!wishes.trusted_path.empty()) {
    SSL_CTX_load_verify_file(context, wishes.trusted_path.c_str());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  }
  if (!wishes.certificate_path.empty()) {
    SSL_CTX_use_certificate_chain_file(context, wishes.certificate_path.c_str());
    SSL_CTX_use_PrivateKey_file(context, wishes.key_path.c_str(), SSL_FILETYPE_PEM);
  }
}

}  // namespace

TlsClient::TlsClient(std::uint16_t port, const TlsWishes& wishes)
    : context_(SSL_CTX_new(TLS_client_method())), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  ::signal(SIGPIPE, SIG_IGN);
  Wish(context_, wishes);
  ssl_ = SSL_new(context_);
  if (!wishes.protocol.empty()) {
    const std::string list = static_cast<char>(wishes.protocol.size()) + wishes.protocol;
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(list.data()),
                        static_cast<unsigned>(list.size()));
  }
  if (wishes.session != nullptr) SSL_set_session(ssl_, wishes.session);
  SSL_set1_host(ssl_, "localhost");
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience = {10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
  SSL_set_fd(ssl_, socket_);
  connected_ = SSL_connect(ssl_) == 1;
}

TlsClient::~TlsClient() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  ::close(socket_);
}

std::string TlsClient::Fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  unsigned size = 0;
  X509* certificate = SSL_get1_peer_certificate(ssl_);
  if (certificate != nullptr) X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  X509_free(certificate);
  return core::HexEncode({reinterpret_cast<const char*>(digest.data()), size});
}

bool TlsClient::Send(std::string_view bytes) const {
  return connected_ && SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

std::string TlsClient::ReadUntil(std::string_view end) const {
  std::string read;
  std::array<char, 4096> buffer;
  while (connected_ && (end.empty() || read.find(end) == std::string::npos)) {
    const int count = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()));
    if (count <= 0) break;
    read.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return read;
}

// The bodies of these tests end with a line of their own.
std::string TlsClient::Get(std::string_view target) const {
  if (!Send("GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) return "";
  const std::string read = ReadUntil("\nend\n");
  const std::size_t body = read.find("\r\n\r\n");
  return body == std::string::npos ? "" : read.substr(body + 4);
}

}  // namespace keyward::server::http_test
