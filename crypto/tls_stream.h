// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/tls_context.h"

struct ssl_st;

namespace keyward::crypto {

enum class TlsVersion : std::uint8_t { kTls12, kTls13 };

// Returns "TLSv1.2" or "TLSv1.3", as CloudTrail's tlsDetails writes them.
std::string_view TlsVersionName(TlsVersion version);

// The certificate of a client, verified against the authorities of its TlsContext when the
// connection began. A connection may outlive it: compare not_after with the time of use.
struct PeerCertificate {
  std::string der;      // as received
  std::string sha256;   // of der, lower-case hexadecimal
  std::string subject;  // RFC 2253
  std::chrono::sys_seconds not_after;
};

// The server's end of one TLS connection over a non-blocking socket, which stays the caller's to
// close. One thread at a time; no call blocks. Writing to a closed socket raises SIGPIPE unless the
// thread has it blocked.
class TlsStream {
 public:
  enum class Status : std::uint8_t {
    kDone,
    kWantRead,   // call again when the socket is readable
    kWantWrite,  // call again when the socket is writable
    kClosed,     // the peer ended the connection in order
    kFailed,     // the connection is of no more use
  };
  struct Moved {
    Status status;
    std::size_t count = 0;  // bytes, with kDone
  };

  // Errors: kInternal "InternalFailure".
  static core::Result<std::unique_ptr<TlsStream>> Accept(std::shared_ptr<const TlsContext> context,
                                                         int socket);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // Goes on with the handshake; kDone when it is complete. A failure has sent its alert.
  Status Handshake();

  // After the handshake. Read until kWantRead: a part of what arrived may be held here. A Write
  // that did not answer kDone is to be repeated with the same bytes, or more after them.
  Moved Read(MutableBytes into);
  Moved Write(Bytes from);

  // Tells the peer that nothing more will be written; once, without waiting for its answer.
  void Shutdown();

  TlsVersion version() const;
  // Null when the client showed none. Reads the certificate at each call.
  core::Result<std::shared_ptr<const PeerCertificate>> ReadPeerCertificate() const;

 private:
  TlsStream(std::shared_ptr<const TlsContext> context, ssl_st* ssl);
  Status StatusOf(int outcome);

  std::shared_ptr<const TlsContext> context_;
  ssl_st* ssl_;
  bool failed_ = false;
};

}  // namespace keyward::crypto
