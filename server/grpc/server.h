// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "api/caller.h"
#include "api/operation.h"
#include "api/pipeline.h"
#include "auth/tokens/access_token.h"
#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "server/grpc/options.h"

namespace keyward::server::grpc {

// The gRPC front door: serves every operation of the table as its .proto names it
// (keyward.sts.v1.TokenService/GetCallerIdentity), with health and reflection. docs/grpc.md says
// how callers show who they are, and how errors come. Thread-safe.
//
//   auto server = Server::Start({.port = 8081}, {operations, pipeline, …});
//   if (!server) return server.error();
//   ...
//   (*server)->Drain(10s);
class Server {
 public:
  // All outlive the server. `tokens` are of kAudience.
  struct Parts {
    const api::OperationTable& operations;
    api::Pipeline& pipeline;
    api::CredentialResolver& credentials;
    api::PrincipalResolver& principals;
    const auth::AccessTokens& tokens;
    const core::Clock& clock;
    crypto::Random& random;
  };

  // Listens, and serves until Drain or destruction.
  //
  // Errors: kInvalidArgument "InvalidOptions" for an address that is none, plaintext away from
  // loopback, a limit that is out of bounds, a name or principal that is none, or an operation
  // whose messages are of no service; kResourceExhausted "TooFewThreads"; kUnavailable
  // "ListenFailed"; those of TlsContext::ForServer.
  static core::Result<std::unique_ptr<Server>> Start(const Options& options, const Parts& parts);

  // As Drain without waiting; then waits for handlers that are running.
  virtual ~Server() = default;

  // Where it listens.
  virtual std::uint16_t port() const = 0;

  // Says NOT_SERVING, takes no new calls, ends streams, and returns when no call is left or the
  // time is over, when those left are cut; true: none had to be. Later calls return at once.
  virtual bool Drain(std::chrono::milliseconds deadline) = 0;

  // Reads certificate, key and authorities anew, for connections that come from now on. On an error
  // everything stays as it was.
  //
  // Errors: kFailedPrecondition "PlaintextServer"; those of TlsContext::ForServer.
  virtual core::Result<void> ReloadCertificate() = 0;
};

}  // namespace keyward::server::grpc
