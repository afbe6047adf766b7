// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/result.h"
#include "server/http/message.h"
#include "server/http/options.h"

namespace keyward::server::http {

class Reply;

// The obligation to answer one request. Send may be called from any thread, also after the handler
// has returned and after the server is gone; only the first call counts. One that is destroyed
// without it answers 500. It may be destroyed on any thread.
class Responder {
 public:
  explicit Responder(std::unique_ptr<Reply> reply);
  Responder(Responder&&) noexcept;
  Responder& operator=(Responder&&) noexcept;
  ~Responder();

  // Does not block and does not wait for the client. A response that breaks the rules of Response
  // (a line break in a header, say) is replaced by 500.
  void Send(Response response);

 private:
  std::unique_ptr<Reply> reply_;
};

// Called on a worker thread, on several at a time. It may block. What it throws is answered with
// 500.
using Handler = std::function<void(Request, Responder)>;

// An HTTP/1.1 server. docs/http.md says what it accepts. Thread-safe.
//
//   auto server = Server::Start({.port = 8080}, [](Request request, Responder responder) {
//     responder.Send({.status = 200, .headers = {}, .body = std::move(request.body)});
//   });
//   if (!server) return server.error();
//   ...
//   (*server)->Drain(10s);
class Server {
 public:
  // Listens, and serves until Drain or destruction.
  //
  // Errors: kInvalidArgument "InvalidOptions" for an address that is none, plaintext away from
  // loopback, or a limit that is zero or out of bounds; kFailedPrecondition "TooFewFiles" when the
  // process may not open as many files as there may be connections; kResourceExhausted
  // "TooFewThreads"; kUnavailable "ListenFailed";
  // those of TlsContext::ForServer.
  static core::Result<std::unique_ptr<Server>> Start(const Options& options, Handler handler);

  // As Drain without waiting; then waits for handlers that are running, and drops those that wait.
  virtual ~Server() = default;

  // Where it listens.
  virtual std::uint16_t port() const = 0;

  // Takes no new connections and closes idle ones; requests under way are answered with
  // `Connection: close`. Returns when no connection is left or the time is over, when those left
  // are cut; true: none had to be. Later calls return at once.
  virtual bool Drain(std::chrono::milliseconds deadline) = 0;

  // Reads certificate, key and authorities anew, for connections that come from now on; those that
  // are open keep what they began with. On an error everything stays as it was.
  //
  // Errors: kFailedPrecondition "PlaintextServer"; those of TlsContext::ForServer.
  virtual core::Result<void> ReloadCertificate() = 0;
};

}  // namespace keyward::server::http
