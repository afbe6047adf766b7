// SPDX-License-Identifier: Apache-2.0
#include "crypto/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <utility>

#include "core/encoding.h"
#include "crypto/errors.h"
#include "crypto/hash.h"

namespace keyward::crypto {
namespace {

struct FreeX509 {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
struct FreeBio {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};

std::string SubjectOf(X509* certificate) {
  const std::unique_ptr<BIO, FreeBio> out(BIO_new(BIO_s_mem()));
  if (out == nullptr ||
      X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) < 0) {
    return {};
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::string DerOf(X509* certificate) {
  const int size = i2d_X509(certificate, nullptr);
  if (size <= 0) return {};
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  return i2d_X509(certificate, &out) == size ? der : std::string();
}

}  // namespace

std::string_view TlsVersionName(TlsVersion version) {
  switch (version) {
    case TlsVersion::kTls12:
      return "TLSv1.2";
    case TlsVersion::kTls13:
      return "TLSv1.3";
  }
  return "";
}

core::Result<std::unique_ptr<TlsStream>> TlsStream::Accept(
    std::shared_ptr<const TlsContext> context, int socket) {
  SSL* ssl = SSL_new(context->context_);
  if (ssl == nullptr) return LibraryFailure("openssl makes no tls connection");
  std::unique_ptr<TlsStream> made(new TlsStream(std::move(context), ssl));
  if (SSL_set_fd(ssl, socket) != 1) return LibraryFailure("openssl does not take the socket");
  SSL_set_accept_state(ssl);
  return made;
}

TlsStream::TlsStream(std::shared_ptr<const TlsContext> context, ssl_st* ssl)
    : context_(std::move(context)), ssl_(ssl) {}

TlsStream::~TlsStream() { SSL_free(ssl_); }

TlsStream::Status TlsStream::StatusOf(int outcome) {
  switch (SSL_get_error(ssl_, outcome)) {
    case SSL_ERROR_NONE:
      return Status::kDone;
    case SSL_ERROR_WANT_READ:
      return Status::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return Status::kWantWrite;
    case SSL_ERROR_ZERO_RETURN:
      return Status::kClosed;
    default:
      failed_ = true;
      return Status::kFailed;
  }
}

TlsStream::Status TlsStream::Handshake() {
  ERR_clear_error();
  return StatusOf(SSL_do_handshake(ssl_));
}

TlsStream::Moved TlsStream::Read(MutableBytes into) {
  ERR_clear_error();
  std::size_t count = 0;
  const int outcome = SSL_read_ex(ssl_, into.data(), into.size(), &count);
  if (outcome == 1) return {Status::kDone, count};
  return {StatusOf(outcome)};
}

TlsStream::Moved TlsStream::Write(Bytes from) {
  ERR_clear_error();
  std::size_t count = 0;
  const int outcome = SSL_write_ex(ssl_, from.data(), from.size(), &count);
  if (outcome == 1) return {Status::kDone, count};
  return {StatusOf(outcome)};
}

void TlsStream::Shutdown() {
  // Not allowed after a failure, nor before the handshake is complete.
  if (failed_ || SSL_is_init_finished(ssl_) != 1) return;
  ERR_clear_error();
  SSL_shutdown(ssl_);
}

TlsVersion TlsStream::version() const {
  return SSL_version(ssl_) == TLS1_3_VERSION ? TlsVersion::kTls13 : TlsVersion::kTls12;
}

core::Result<std::shared_ptr<const PeerCertificate>> TlsStream::ReadPeerCertificate() const {
  using Made = std::shared_ptr<const PeerCertificate>;
  const std::unique_ptr<X509, FreeX509> certificate(SSL_get1_peer_certificate(ssl_));
  if (certificate == nullptr) return Made();
  PeerCertificate read;
  read.der = DerOf(certificate.get());
  read.subject = SubjectOf(certificate.get());
  std::tm not_after = {};
  if (SSL_get_verify_result(ssl_) != X509_V_OK || read.der.empty() ||
      ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &not_after) != 1) {
    return LibraryFailure("the client's certificate cannot be read");
  }
  read.not_after = std::chrono::sys_seconds(std::chrono::seconds(::timegm(&not_after)));
  const Sha256Digest digest = Sha256(AsBytes(read.der));
  read.sha256 = core::HexEncode(AsText(digest));
  return Made(std::make_shared<PeerCertificate>(std::move(read)));
}

}  // namespace keyward::crypto
