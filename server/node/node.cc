// SPDX-License-Identifier: Apache-2.0
#include "server/node/node.h"

#include <atomic>
#include <system_error>
#include <thread>
#include <utility>

#include "server/node/metrics_door.h"

namespace keyward::server::node {

core::Result<std::unique_ptr<Node>> Node::Listen(NodeOptions options, crypto::Random& random,
                                                 const core::Clock& clock) {
  std::unique_ptr<Node> node(new Node(std::move(options), random, clock));
  if (node->options_.metrics) node->metrics_ = std::make_unique<Metrics>(clock);
  if (auto listening = node->ListenForRequests(); !listening) return listening.error();
  if (node->metrics_ == nullptr) return node;
  if (auto listening = node->ListenForMetrics(); !listening) return listening.error();
  return node;
}

core::Result<void> Node::ListenForRequests() {
  if (options_.grpc) {
    try {
      options_.http.shared_workers =
          std::make_shared<workers::Workers>(http::ShareThreads(options_.http.threads).workers);
    } catch (const std::system_error&) {
      return core::Error{core::ErrorCode::kResourceExhausted, "TooFewThreads",
                         "the system gives the service fewer threads than it is to run"};
    }
    options_.grpc->shared_workers = options_.http.shared_workers;
  }
  auto http = HttpDoor::Listen(options_.http, health_, metrics_.get());
  if (!http) return http.error();
  http_ = http->get();
  doors_.push_back(*std::move(http));
  if (!options_.grpc) return {};
  auto grpc = GrpcDoor::Listen(*options_.grpc, metrics_.get());
  if (!grpc) return grpc.error();
  grpc_ = grpc->get();
  doors_.push_back(*std::move(grpc));
  return {};
}

Node::~Node() {
  while (!doors_.empty()) doors_.pop_back();  // that of the metrics looks at the others
}

core::Result<void> Node::ListenForMetrics() {
  auto door = MetricsDoor::Listen(*options_.metrics, *metrics_, [this] { return Measure(); });
  if (!door) return door.error();
  doors_.push_back(*std::move(door));
  return {};
}

Gauges Node::Measure() const {
  return {.ready = health_.Ready().has_value(),
          .requests_in_flight = http_->in_flight() + (grpc_ == nullptr ? 0 : grpc_->in_flight()),
          .audit_backlog = health_.audit_backlog()};
}

core::Result<void> Node::Open(const store::keyring::Seal& seal) {
  auto core = Core::Open(options_.core, seal, random_, clock_);
  if (!core) return core.error();
  core_ = *std::move(core);
  for (const auto& door : doors_) door->Open(*core_);
  health_.Serve(*core_);
  return {};
}

std::vector<const FrontDoor*> Node::doors() const {
  std::vector<const FrontDoor*> all;
  all.reserve(doors_.size());
  for (const auto& door : doors_) all.push_back(door.get());
  return all;
}

std::vector<core::Error> Node::Reload() {
  std::vector<core::Error> failed;
  core_->audit().Reopen();
  for (const auto& door : doors_) {
    if (auto read = door->ReloadCertificate(); !read) failed.push_back(read.error());
  }
  return failed;
}

bool Node::Drain(std::chrono::milliseconds deadline) {
  health_.Drain();
  std::atomic<bool> in_time = true;
  std::vector<std::thread> waiting;  // all doors close at once
  waiting.reserve(doors_.size());
  for (const auto& door : doors_) {
    waiting.emplace_back([&in_time, deadline, raw = door.get()] {
      if (!raw->Drain(deadline)) in_time = false;
    });
  }
  for (std::thread& thread : waiting) thread.join();
  return in_time;
}

}  // namespace keyward::server::node
