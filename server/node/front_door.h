// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "core/result.h"
#include "server/node/core.h"

namespace keyward::server::node {

// A way in: an address, a protocol, and who comes through it is authenticated and handed to the
// core's pipeline. It listens from its making on, while the process may still have the right to,
// and answers that the service is starting until Open. Destroyed before the core. Thread-safe, but
// for Open.
class FrontDoor {
 public:
  virtual ~FrontDoor() = default;

  virtual const std::string& name() const = 0;     // "http"
  virtual const std::string& address() const = 0;  // "127.0.0.1:8080", with the port that it got

  // Serves from now on. To be called once.
  virtual void Open(Core& core) = 0;
  // Takes no new connections, ends what is under way, and returns by the deadline; false: something
  // had to be cut.
  virtual bool Drain(std::chrono::milliseconds deadline) = 0;
  // Reads certificate and key anew for connections to come. Nothing to do without TLS.
  virtual core::Result<void> ReloadCertificate() = 0;
};

}  // namespace keyward::server::node
