// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "server/grpc/options.h"
#include "server/http/options.h"
#include "server/node/core.h"
#include "server/node/front_door.h"
#include "server/node/grpc_door.h"
#include "server/node/health.h"
#include "server/node/http_door.h"
#include "server/node/metrics.h"
#include "store/keyring/seal.h"

namespace keyward::server::node {

struct NodeOptions {
  CoreOptions core;
  http::Options http;
  std::optional<grpc::Options> grpc = {};     // not set: not served
  std::optional<http::Options> metrics = {};  // not set: nothing is counted
};

// A whole service: its front doors and what is behind them.
//
//   auto node = Node::Listen(options, random, clock);   // ports, with the rights to take them
//   ... drop the rights ...
//   (*node)->Open(seal);                                // store, audit log; serves from now on
//   ... until a signal ...
//   (*node)->Drain(10s);
//
// Destroying it drains without waiting, then closes the audit log and the store. Thread-safe, but
// for Open and Drain.
class Node {
 public:
  // Listens at every address; the doors for requests share their workers. `random` and `clock` must
  // outlive it. Errors: those of http::Server::Start and grpc::Server::Listen.
  static core::Result<std::unique_ptr<Node>> Listen(NodeOptions options, crypto::Random& random,
                                                    const core::Clock& clock);

  ~Node();

  // Opens the installation (see Core::Open), and the doors. To be called once. Errors: Core's.
  core::Result<void> Open(const store::keyring::Seal& seal);

  // Precondition of both: open.
  Core& core() { return *core_; }
  // See Health::Ready.
  core::Result<void> Ready() const { return health_.Ready(); }

  std::vector<const FrontDoor*> doors() const;

  // After SIGHUP: opens the audit log's files and reads the certificates anew. Returns what failed;
  // each of it stays as it was.
  std::vector<core::Error> Reload();

  // From now on the service is not ready; a balancer that asks may notice before Drain.
  void Leave() { health_.Drain(); }
  // Drains all doors. True: nothing had to be cut.
  bool Drain(std::chrono::milliseconds deadline);

 private:
  Node(NodeOptions options, crypto::Random& random, const core::Clock& clock)
      : options_(std::move(options)), random_(random), clock_(clock) {}
  core::Result<void> ListenForRequests();
  core::Result<void> ListenForMetrics();
  Gauges Measure() const;

  NodeOptions options_;
  crypto::Random& random_;
  const core::Clock& clock_;
  std::unique_ptr<Core> core_;
  Health health_;
  std::unique_ptr<Metrics> metrics_;               // null: nothing is counted
  const HttpDoor* http_ = nullptr;                 // one of doors_
  const GrpcDoor* grpc_ = nullptr;                 // null: not served
  std::vector<std::unique_ptr<FrontDoor>> doors_;  // first to go, the last before the others
};

}  // namespace keyward::server::node
