// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/call_observer.h"
#include "core/result.h"
#include "server/grpc/server.h"
#include "server/node/front_door.h"

namespace keyward::server::node {

// Every operation over gRPC, with health and reflection.
class GrpcDoor final : public FrontDoor {
 public:
  // Listens. `observer`, which may be null, must outlive it. Errors: those of grpc::Server::Listen.
  static core::Result<std::unique_ptr<GrpcDoor>> Listen(const grpc::Options& options,
                                                        api::CallObserver* observer);

  const std::string& name() const override { return name_; }
  const std::string& address() const override { return address_; }
  void Open(Core& core) override;
  bool Drain(std::chrono::milliseconds deadline) override { return server_->Drain(deadline); }
  core::Result<void> ReloadCertificate() override;

  // Calls that were taken and not answered.
  std::int64_t in_flight() const { return static_cast<std::int64_t>(server_->calls_under_way()); }

 private:
  explicit GrpcDoor(api::CallObserver* observer) : observer_(observer) {}

  const std::string name_ = "grpc";
  std::string address_;
  bool tls_ = false;
  api::CallObserver* const observer_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace keyward::server::node
