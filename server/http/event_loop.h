// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crypto/tls_context.h"
#include "server/http/connection.h"
#include "server/http/job.h"
#include "server/http/mailbox.h"
#include "server/http/options.h"
#include "server/http/socket.h"

namespace keyward::server::http {

// What the loops of one server have in common.
struct ServerState {
  Options options;
  Handler handler;
  std::unique_ptr<workers::Lane> lane;
  std::atomic<std::size_t> connections = 0;

  std::mutex mutex;
  std::condition_variable changed;                // less connections, or more loops that drain
  std::shared_ptr<const crypto::TlsContext> tls;  // under mutex; null: plaintext
  std::size_t draining_loops = 0;                 // under mutex
};

// One thread's connections. The listening socket is every loop's; the system gives a connection to
// one of those that wait. Run and all that it calls are one thread's; mailbox() is any thread's.
class EventLoop final : public ConnectionHost {
 public:
  // Errors: kUnavailable "ListenFailed".
  static core::Result<std::unique_ptr<EventLoop>> Create(ServerState& state,
                                                         std::shared_ptr<const Socket> listener);

  // Until the mailbox says to stop.
  void Run();
  Mailbox& mailbox() { return *mailbox_; }

  // ConnectionHost
  const Options& options() const override { return state_.options; }
  bool draining() const override { return draining_; }
  std::string_view date() override;
  std::span<std::uint8_t> scratch() override { return scratch_; }
  void Submit(ConnectionId id, Request request) override;

 private:
  struct Entry {
    Entry(ConnectionHost& host, ConnectionId id, Transport transport, Origin origin)
        : connection(host, id, std::move(transport), std::move(origin)) {}

    Connection connection;
    SteadyTime armed = SteadyTime::max();  // the earliest timer that will look at it
  };
  struct Timer {
    SteadyTime when;
    ConnectionId id;
    bool operator>(const Timer& other) const { return when > other.when; }
  };

  EventLoop(ServerState& state, std::shared_ptr<const Socket> listener);
  bool Watch(int file, std::uint32_t events, ConnectionId id) const;
  int WaitMilliseconds();
  void HandleEvent(ConnectionId id, std::uint32_t events);
  void HandleAnswers();
  void HandleTimers();
  void HandleTurns();
  void HandJobsOver();
  void AcceptWaiting();
  void TakeIn(Socket socket, const Origin& origin);
  void Settle(ConnectionId id, Entry& entry);
  void Forget(ConnectionId id);
  void BeginDrain();

  ServerState& state_;
  std::shared_ptr<const Socket> listener_;
  std::shared_ptr<Mailbox> mailbox_;
  Socket epoll_;
  std::vector<std::uint8_t> scratch_;
  std::unordered_map<ConnectionId, Entry> connections_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::vector<ConnectionId> turns_;  // connections that want another turn
  std::vector<Answer> answers_;
  std::vector<std::unique_ptr<workers::Task>>
      jobs_;  // for the workers, once all events were looked at
  ConnectionId next_id_;
  SteadyTime accept_again_ = SteadyTime::min();
  bool draining_ = false;
  std::string date_;
  std::chrono::sys_seconds date_second_ = {};
};

}  // namespace keyward::server::http
