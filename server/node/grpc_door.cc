// SPDX-License-Identifier: Apache-2.0
#include "server/node/grpc_door.h"

#include <utility>
#include <vector>

#include "server/node/http_door.h"
#include "server/node/operations.h"

namespace keyward::server::node {

core::Result<std::unique_ptr<GrpcDoor>> GrpcDoor::Listen(const grpc::Options& options,
                                                         api::CallObserver* observer) {
  std::vector<grpc::Service> services;
  for (const aws::Service& service : AllServices()) {
    services.push_back({service.table->full_name, service.prefix});
  }
  auto server = grpc::Server::Listen(options, services);
  if (!server) return std::move(server).error();
  std::unique_ptr<GrpcDoor> door(new GrpcDoor(observer));
  door->tls_ = !options.tls.certificate_path.empty();
  door->server_ = *std::move(server);
  door->address_ = AddressText(options.address, door->server_->port());
  return door;
}

void GrpcDoor::Open(Core& core) {
  server_->Open({.operations = core.operations(),
                 .pipeline = core.pipeline(),
                 .credentials = core.credentials(),
                 .principals = core.principals(),
                 .tokens = core.access_tokens(),
                 .clock = core.clock(),
                 .random = core.random(),
                 .observer = observer_});
}

core::Result<void> GrpcDoor::ReloadCertificate() {
  if (!tls_) return {};
  return server_->ReloadCertificate();
}

}  // namespace keyward::server::node
