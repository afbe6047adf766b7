// SPDX-License-Identifier: Apache-2.0
#include "server/node/node.h"

#include <atomic>
#include <thread>
#include <utility>

#include "server/node/http_door.h"

namespace keyward::server::node {

core::Result<std::unique_ptr<Node>> Node::Listen(NodeOptions options, crypto::Random& random,
                                                 const core::Clock& clock) {
  std::unique_ptr<Node> node(new Node(std::move(options), random, clock));
  auto door = HttpDoor::Listen(node->options_.http, node->health_, nullptr);
  if (!door) return door.error();
  node->doors_.push_back(*std::move(door));
  return node;
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
