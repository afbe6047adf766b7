// SPDX-License-Identifier: Apache-2.0
#include "server/node/node.h"

#include <atomic>
#include <thread>
#include <utility>

#include "server/node/metrics_door.h"

namespace keyward::server::node {

core::Result<std::unique_ptr<Node>> Node::Listen(NodeOptions options, crypto::Random& random,
                                                 const core::Clock& clock) {
  std::unique_ptr<Node> node(new Node(std::move(options), random, clock));
  if (node->options_.metrics) node->metrics_ = std::make_unique<Metrics>(clock);
  auto door = HttpDoor::Listen(node->options_.http, node->health_, node->metrics_.get());
  if (!door) return door.error();
  const HttpDoor& http = **door;
  node->doors_.push_back(*std::move(door));
  if (node->metrics_ == nullptr) return node;
  if (auto listening = node->ListenForMetrics(http); !listening) return listening.error();
  return node;
}

Node::~Node() {
  while (!doors_.empty()) doors_.pop_back();  // that of the metrics looks at the other
}

core::Result<void> Node::ListenForMetrics(const HttpDoor& http) {
  auto door =
      MetricsDoor::Listen(*options_.metrics, *metrics_, [this, &http] { return Measure(http); });
  if (!door) return door.error();
  doors_.push_back(*std::move(door));
  return {};
}

Gauges Node::Measure(const HttpDoor& http) const {
  return {.ready = health_.Ready().has_value(),
          .requests_in_flight = http.in_flight(),
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
