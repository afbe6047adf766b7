// SPDX-License-Identifier: Apache-2.0
#include "server/node/health.h"

#include <string>
#include <string_view>
#include <utility>

namespace keyward::server::node {
namespace {

http::Response Text(int status, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

core::Error NotReady(std::string message) {
  return {core::ErrorCode::kUnavailable, "NotReady", std::move(message)};
}

core::Result<void> ReadsStore(Core& core) {
  // Past the cache: a page of one record.
  const auto page = core.store().Range("server/", 1, "");
  if (!page) return page.error();
  return {};
}

}  // namespace

core::Result<void> Health::Ready() const {
  Core* core = core_;
  if (core == nullptr) return NotReady("the service is starting");
  if (draining_) return NotReady("the service is draining");
  if (auto read = ReadsStore(*core); !read) return read;
  return core->audit().Ready();
}

std::uint64_t Health::audit_backlog() const {
  Core* core = core_;
  return core == nullptr ? 0 : core->audit().backlog();
}

http::Response Health::AnswerReady() const {
  const core::Result<void> ready = Ready();
  if (ready) return Text(200, "ready\n");
  if (ready.error().name == "NotReady") return Text(503, ready.error().message + "\n");
  // Paths and the system's words are for the log, not for strangers.
  const bool audit = ready.error().name == "AuditUnavailable";
  return Text(503, audit ? "the audit log takes no records\n" : "the store cannot be read\n");
}

std::optional<http::Response> Health::Answer(const http::Request& request) const {
  const bool alive = request.target == "/healthz";
  if (!alive && request.target != "/readyz") return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response refused = Text(405, "only GET and HEAD are answered here\n");
    refused.headers.push_back({"Allow", "GET, HEAD"});
    return refused;
  }
  return alive ? Text(200, "alive\n") : AnswerReady();
}

}  // namespace keyward::server::node
