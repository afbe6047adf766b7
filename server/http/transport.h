// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "crypto/bytes.h"
#include "crypto/tls_stream.h"
#include "server/http/socket.h"

namespace keyward::server::http {

// The bytes of one connection, in plain or through TLS. No call blocks. One thread at a time, which
// has SIGPIPE blocked.
class Transport {
 public:
  enum class Status : std::uint8_t {
    kDone,
    kAgain,   // nothing until the socket's readiness changes
    kClosed,  // by the peer, or beyond use
  };
  struct Moved {
    Status status;
    std::size_t count = 0;
  };

  // `tls` may be null.
  Transport(Socket socket, std::unique_ptr<crypto::TlsStream> tls)
      : socket_(std::move(socket)), tls_(std::move(tls)) {}

  int socket() const { return socket_.get(); }
  const crypto::TlsStream* tls() const { return tls_.get(); }

  Status Handshake();
  Moved Read(crypto::MutableBytes into);
  Moved Write(crypto::Bytes from);
  // Tells the peer that no more comes. Reading goes on.
  void EndWriting();

  // Whether a read that filled less than its buffer has left nothing behind.
  bool short_read_is_last() const { return tls_ == nullptr; }

 private:
  Socket socket_;
  std::unique_ptr<crypto::TlsStream> tls_;
};

}  // namespace keyward::server::http
