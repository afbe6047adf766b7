// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "server/http/message.h"
#include "server/http/socket.h"

namespace keyward::server::http {

using ConnectionId = std::uint64_t;

struct Answer {
  ConnectionId connection;
  Response response;
};

enum class Order : std::uint8_t {
  kNone,
  kDrain,  // take no new connections, end each after its answer
  kStop,   // cut what is left and end
};

// How other threads reach an event loop. It outlives the loop for as long as an answer is owed, and
// then takes it for nothing. Thread-safe; Take and MaySleep are the loop's.
class Mailbox {
 public:
  Mailbox();

  // The descriptor becomes readable, edge-triggered, when there is something for a sleeping loop.
  int event() const { return event_.get(); }
  bool is_open() const { return event_.is_open(); }

  void Post(Answer answer);
  void Post(Order order);  // a later order takes the place of the former

  // Moves what has come to `answers`, which must be empty, and returns the latest order.
  Order Take(std::vector<Answer>& answers);

  // Says that the loop is about to wait for events; false when something came meanwhile.
  bool MaySleep();

 private:
  void WakeLocked();

  Socket event_;
  std::mutex mutex_;
  std::vector<Answer> answers_;
  Order order_ = Order::kNone;
  bool news_ = false;      // since the last Take
  bool sleeping_ = false;  // and nobody has woken it
};

// What a Responder holds.
class Reply {
 public:
  Reply(std::shared_ptr<Mailbox> mailbox, ConnectionId connection)
      : mailbox_(std::move(mailbox)), connection_(connection) {}

  // Once.
  void Send(Response response);
  bool sent() const { return mailbox_ == nullptr; }
  ConnectionId connection() const { return connection_; }

 private:
  std::shared_ptr<Mailbox> mailbox_;
  ConnectionId connection_;
};

}  // namespace keyward::server::http
