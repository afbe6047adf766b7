// SPDX-License-Identifier: Apache-2.0
#include "server/node/http_door.h"

#include <optional>
#include <utility>

namespace keyward::server::node {
namespace {

http::Response Starting() {
  return {.status = 503,
          .headers = {{"Content-Type", "application/json"}, {"Retry-After", "1"}},
          .body = "{\"message\":\"the service is starting\"}\n"};
}

}  // namespace

std::string AddressText(const std::string& address, std::uint16_t port) {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

core::Result<std::unique_ptr<HttpDoor>> HttpDoor::Listen(const http::Options& options,
                                                         const Health& health,
                                                         api::CallObserver* observer) {
  std::unique_ptr<HttpDoor> door(new HttpDoor(health, observer));
  door->tls_ = !options.tls.certificate_path.empty();
  auto server = http::Server::Start(
      options, [raw = door.get()](http::Request request, http::Responder responder) {
        responder.Send(raw->Answer(std::move(request)));
      });
  if (!server) return server.error();
  door->server_ = *std::move(server);
  door->address_ = AddressText(options.address, door->server_->port());
  return door;
}

void HttpDoor::Open(Core& core) {
  gateway_ = std::make_unique<aws::Gateway>(aws::Gateway::Parts{
      .operations = core.operations(),
      .pipeline = core.pipeline(),
      .credentials = core.credentials(),
      .services = core.services(),
      .clock = core.clock(),
      .random = core.random(),
      .observer = observer_,
  });
  serving_ = gateway_.get();
}

core::Result<void> HttpDoor::ReloadCertificate() {
  if (!tls_) return {};
  return server_->ReloadCertificate();
}

http::Response HttpDoor::Answer(http::Request request) {
  if (std::optional<http::Response> health = health_.Answer(request)) return *std::move(health);
  aws::Gateway* gateway = serving_;
  if (gateway == nullptr) return Starting();
  struct InFlight {
    explicit InFlight(std::atomic<std::int64_t>& into) : count(into) { ++count; }
    ~InFlight() { --count; }
    std::atomic<std::int64_t>& count;
  } const in_flight(in_flight_);
  return gateway->Answer(std::move(request));
}

}  // namespace keyward::server::node
