// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/call_observer.h"
#include "api/caller.h"
#include "api/operation.h"
#include "api/pipeline.h"
#include "auth/tokens/access_token.h"
#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "server/grpc/options.h"

namespace keyward::server::grpc {

// A service that is served, and its prefix of actions ("iam").
struct Service {
  std::string full_name;  // "keyward.iam.v1.IdentityService"
  std::string prefix;
};

// The gRPC front door: serves every operation as its .proto names it
// (keyward.sts.v1.TokenService/GetCallerIdentity), with health and reflection. docs/grpc.md says
// how callers show who they are, and how errors come. Thread-safe.
//
//   auto server = Server::Listen({.port = 8081}, {{"keyward.sts.v1.TokenService", "sts"}});
//   if (!server) return server.error();
//   (*server)->Open({operations, pipeline, …});
//   ...
//   (*server)->Drain(10s);
class Server {
 public:
  // All outlive the server. `tokens` are of kAudience; `observer` may be null.
  struct Parts {
    const api::OperationTable& operations;
    api::Pipeline& pipeline;
    api::CredentialResolver& credentials;
    api::PrincipalResolver& principals;
    const auth::AccessTokens& tokens;
    const core::Clock& clock;
    crypto::Random& random;
    api::CallObserver* observer = nullptr;
  };

  // Listens until Drain or destruction, and answers that the service is starting until Open.
  //
  // Errors: kInvalidArgument "InvalidOptions" for an address that is none, plaintext away from
  // loopback, a limit that is out of bounds, a name or principal that is none, or a service that no
  // .proto declares; kResourceExhausted "TooFewThreads"; kUnavailable "ListenFailed"; those of
  // TlsContext::ForServer.
  static core::Result<std::unique_ptr<Server>> Listen(const Options& options,
                                                      const std::vector<Service>& services);

  // As Drain without waiting; then waits for handlers that are running.
  virtual ~Server() = default;

  // Serves from now on: of each service the methods that the operations have by name and messages;
  // the others are UNIMPLEMENTED. To be called once, before Drain.
  virtual void Open(const Parts& parts) = 0;

  // Where it listens.
  virtual std::uint16_t port() const = 0;

  // Calls of operations that were taken and not answered.
  virtual std::size_t calls_under_way() const = 0;

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
