// SPDX-License-Identifier: Apache-2.0
#include "server/node/metrics_door.h"

#include "server/node/http_door.h"

namespace keyward::server::node {

core::Result<std::unique_ptr<MetricsDoor>> MetricsDoor::Listen(const http::Options& options,
                                                               Metrics& metrics, Measure measure) {
  std::unique_ptr<MetricsDoor> door(new MetricsDoor(metrics, std::move(measure)));
  door->tls_ = !options.tls.certificate_path.empty();
  auto server = http::Server::Start(
      options, [raw = door.get()](http::Request request, http::Responder responder) {
        responder.Send(raw->Answer(request));
      });
  if (!server) return server.error();
  door->server_ = *std::move(server);
  door->address_ = AddressText(options.address, door->server_->port());
  return door;
}

core::Result<void> MetricsDoor::ReloadCertificate() {
  if (!tls_) return {};
  return server_->ReloadCertificate();
}

http::Response MetricsDoor::Answer(const http::Request& request) {
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (!get || request.target != "/metrics") {
    return {.status = 404,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = "there is only GET /metrics here\n"};
  }
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
          .body = metrics_.Render(measure_())};
}

}  // namespace keyward::server::node
