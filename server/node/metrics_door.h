// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/result.h"
#include "server/http/server.h"
#include "server/node/front_door.h"
#include "server/node/metrics.h"

namespace keyward::server::node {

// GET /metrics, on a port of its own, for anyone who reaches it: it tells counts and names of
// operations, nobody's data.
class MetricsDoor final : public FrontDoor {
 public:
  using Measure = std::function<Gauges()>;

  // Listens. `metrics` must outlive it; `measure` is called for each answer, on any thread. Errors:
  // those of http::Server::Start.
  static core::Result<std::unique_ptr<MetricsDoor>> Listen(const http::Options& options,
                                                           Metrics& metrics, Measure measure);

  const std::string& name() const override { return name_; }
  const std::string& address() const override { return address_; }
  void Open(Core& /*core*/) override {}  // it tells from the start
  bool Drain(std::chrono::milliseconds deadline) override { return server_->Drain(deadline); }
  core::Result<void> ReloadCertificate() override;

 private:
  MetricsDoor(Metrics& metrics, Measure measure)
      : metrics_(metrics), measure_(std::move(measure)) {}
  http::Response Answer(const http::Request& request);

  const std::string name_ = "metrics";
  std::string address_;
  bool tls_ = false;
  Metrics& metrics_;
  const Measure measure_;
  std::unique_ptr<http::Server> server_;  // first to go: its handlers use the others
};

}  // namespace keyward::server::node
