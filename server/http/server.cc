// SPDX-License-Identifier: Apache-2.0
#include "server/http/server.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "server/http/check_options.h"
#include "server/http/event_loop.h"
#include "server/http/socket.h"
#include "server/workers/workers.h"

namespace keyward::server::http {
namespace {

class RunningServer final : public Server {
 public:
  RunningServer() = default;
  ~RunningServer() override { Drain(std::chrono::milliseconds(0)); }

  core::Result<void> Open(const Options& options, Handler handler);

  std::uint16_t port() const override { return port_; }
  bool Drain(std::chrono::milliseconds deadline) override;
  core::Result<void> ReloadCertificate() override;

 private:
  void Order(http::Order order);

  ServerState state_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::vector<std::thread> threads_;
  std::uint16_t port_ = 0;
  std::mutex drain_mutex_;
  bool drained_ = false;
};

core::Result<void> RunningServer::Open(const Options& options, Handler handler) {
  state_.options = options;
  if (!options.tls.certificate_path.empty()) {
    auto tls = crypto::TlsContext::ForServer(options.tls);
    if (!tls) return tls.error();
    state_.tls = *std::move(tls);
  }
  auto socket = Listen(options.address, options.port);
  if (!socket) return socket.error();
  const auto listener = std::make_shared<const Socket>(*std::move(socket));
  port_ = PortOf(*listener);
  const ThreadShare share = ShareThreads(options.threads);
  for (std::size_t i = 0; i < share.loops; ++i) {
    auto loop = EventLoop::Create(state_, listener);
    if (!loop) return loop.error();
    loops_.push_back(*std::move(loop));
  }
  try {
    state_.handler = std::move(handler);
    auto workers = options.shared_workers;
    if (workers == nullptr) workers = std::make_shared<workers::Workers>(share.workers);
    state_.lane = std::make_unique<workers::Lane>(std::move(workers), options.max_queued_requests);
    for (const auto& loop : loops_) {
      threads_.emplace_back([running = loop.get()] { running->Run(); });
    }
  } catch (const std::system_error&) {
    return core::Error{core::ErrorCode::kResourceExhausted, "TooFewThreads",
                       "the system gives the server fewer threads than it is to run"};
  }
  return {};
}

void RunningServer::Order(http::Order order) {
  for (const auto& loop : loops_) loop->mailbox().Post(order);
}

bool RunningServer::Drain(std::chrono::milliseconds deadline) {
  const std::lock_guard drain_lock(drain_mutex_);
  if (std::exchange(drained_, true)) return true;
  bool in_time = true;
  if (deadline.count() > 0) {
    Order(Order::kDrain);
    std::unique_lock lock(state_.mutex);
    in_time = state_.changed.wait_for(lock, deadline, [this] {
      return state_.draining_loops == loops_.size() && state_.connections == 0;
    });
  }
  Order(Order::kStop);
  for (std::thread& thread : threads_) thread.join();
  return in_time;
}

core::Result<void> RunningServer::ReloadCertificate() {
  if (state_.options.tls.certificate_path.empty()) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "PlaintextServer",
                       "the server has no certificate to read anew"};
  }
  auto tls = crypto::TlsContext::ForServer(state_.options.tls);
  if (!tls) return tls.error();
  const std::lock_guard lock(state_.mutex);
  state_.tls = *std::move(tls);
  return {};
}

}  // namespace

ThreadShare ShareThreads(std::size_t budget) {
  constexpr std::size_t kFewest = 8;
  constexpr std::size_t kForEachProcessor = 4;
  constexpr std::size_t kForEachLoop = 8;
  if (budget == 0) {
    const std::size_t processors = std::thread::hardware_concurrency();
    budget = std::clamp(processors * kForEachProcessor, kFewest, kMaxThreads);
  }
  const std::size_t loops = std::max<std::size_t>(1, budget / kForEachLoop);
  return {loops, std::max<std::size_t>(1, budget - std::min(budget, loops))};
}

core::Result<std::unique_ptr<Server>> Server::Start(const Options& options, Handler handler) {
  if (auto checked = CheckOptions(options); !checked) return checked.error();
  if (handler == nullptr) return InvalidOptions("there is no handler");
  auto server = std::make_unique<RunningServer>();
  if (auto opened = server->Open(options, std::move(handler)); !opened) return opened.error();
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace keyward::server::http
