// SPDX-License-Identifier: Apache-2.0
#include "server/http/transport.h"

#include <sys/socket.h>

#include <cerrno>

namespace keyward::server::http {
namespace {

Transport::Status StatusOf(crypto::TlsStream::Status status) {
  switch (status) {
    case crypto::TlsStream::Status::kDone:
      return Transport::Status::kDone;
    case crypto::TlsStream::Status::kWantRead:
    case crypto::TlsStream::Status::kWantWrite:
      return Transport::Status::kAgain;
    case crypto::TlsStream::Status::kClosed:
    case crypto::TlsStream::Status::kFailed:
      return Transport::Status::kClosed;
  }
  return Transport::Status::kClosed;
}

Transport::Moved MovedOf(ssize_t count) {
  if (count > 0) return {Transport::Status::kDone, static_cast<std::size_t>(count)};
  const bool later = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  return {later ? Transport::Status::kAgain : Transport::Status::kClosed};
}

}  // namespace

Transport::Status Transport::Handshake() {
  return tls_ == nullptr ? Status::kDone : StatusOf(tls_->Handshake());
}

Transport::Moved Transport::Read(crypto::MutableBytes into) {
  if (tls_ != nullptr) {
    const crypto::TlsStream::Moved moved = tls_->Read(into);
    return {StatusOf(moved.status), moved.count};
  }
  ssize_t count = 0;
  do {
    count = ::recv(socket_.get(), into.data(), into.size(), 0);
  } while (count < 0 && errno == EINTR);
  return MovedOf(count);
}

Transport::Moved Transport::Write(crypto::Bytes from) {
  if (tls_ != nullptr) {
    const crypto::TlsStream::Moved moved = tls_->Write(from);
    return {StatusOf(moved.status), moved.count};
  }
  ssize_t count = 0;
  do {
    count = ::send(socket_.get(), from.data(), from.size(), MSG_NOSIGNAL);
  } while (count < 0 && errno == EINTR);
  return MovedOf(count);
}

void Transport::EndWriting() {
  if (tls_ != nullptr) tls_->Shutdown();
  ::shutdown(socket_.get(), SHUT_WR);
}

}  // namespace keyward::server::http
