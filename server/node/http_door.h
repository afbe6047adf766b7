// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "api/call_observer.h"
#include "core/result.h"
#include "server/aws/gateway.h"
#include "server/http/server.h"
#include "server/node/front_door.h"
#include "server/node/health.h"

namespace keyward::server::node {

// "127.0.0.1:80", "[::1]:80". Pure.
std::string AddressText(const std::string& address, std::uint16_t port);

// AWS's protocols over HTTP, and the two paths of Health.
class HttpDoor final : public FrontDoor {
 public:
  // Listens. `health` and `observer`, which may be null, must outlive it. Errors: those of
  // http::Server::Start.
  static core::Result<std::unique_ptr<HttpDoor>> Listen(const http::Options& options,
                                                        const Health& health,
                                                        api::CallObserver* observer);

  const std::string& name() const override { return name_; }
  const std::string& address() const override { return address_; }
  void Open(Core& core) override;
  bool Drain(std::chrono::milliseconds deadline) override { return server_->Drain(deadline); }
  core::Result<void> ReloadCertificate() override;

  // Requests that are worked on now.
  std::int64_t in_flight() const { return in_flight_; }

 private:
  HttpDoor(const Health& health, api::CallObserver* observer)
      : health_(health), observer_(observer) {}
  http::Response Answer(http::Request request);

  const std::string name_ = "http";
  std::string address_;
  bool tls_ = false;
  const Health& health_;
  api::CallObserver* const observer_;
  std::atomic<std::int64_t> in_flight_ = 0;
  std::unique_ptr<aws::Gateway> gateway_;
  std::atomic<aws::Gateway*> serving_ = nullptr;  // gateway_, once it is whole
  std::unique_ptr<http::Server> server_;          // first to go: its handlers use the others
};

}  // namespace keyward::server::node
