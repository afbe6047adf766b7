// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "server/http/mailbox.h"
#include "server/http/message.h"
#include "server/http/options.h"
#include "server/http/request_parser.h"
#include "server/http/transport.h"

namespace keyward::server::http {

using SteadyTime = std::chrono::steady_clock::time_point;

// What a connection needs of its event loop.
class ConnectionHost {
 public:
  virtual ~ConnectionHost() = default;
  virtual const Options& options() const = 0;
  virtual bool draining() const = 0;
  // Now, for the Date header.
  virtual std::string_view date() = 0;
  // Room for one read, of Options::pipelined_bytes.
  virtual std::span<std::uint8_t> scratch() = 0;
  // Hands a request to the workers, soon. What follows is OnAnswer, or OnBusy when they have no
  // room.
  virtual void Submit(ConnectionId id, Request request) = 0;
};

// One connection: what to do next with its bytes. At most one request is under way; bytes that come
// meanwhile stay in the socket, save for one read. Used by its loop's thread alone; nothing blocks.
class Connection {
 public:
  Connection(ConnectionHost& host, ConnectionId id, Transport transport, Origin origin);
  // Wipes what it holds.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The socket's readiness changed. `ended`: the peer has ended its half. `broken`: both halves.
  void OnReady(bool ended, bool broken);
  // Goes on after a turn that was cut for others' sake.
  void Resume() { Advance(); }
  void OnAnswer(Response response);
  void OnBusy();
  void OnDeadline();
  // Ends now if no request has begun, otherwise after its answer.
  void OnDrain();

  bool closed() const { return phase_ == Phase::kClosed; }
  // Whether Resume is to be called soon.
  bool wants_turn() const { return wants_turn_; }
  // When OnDeadline is to be called; SteadyTime::max() is never.
  SteadyTime deadline() const { return deadline_; }
  int socket() const { return transport_.socket(); }

 private:
  enum class Phase : std::uint8_t {
    kHandshake,
    kReceiving,
    kHandling,   // a worker has the request
    kAnswering,  // output_ is being written
    kLingering,  // nothing more is written; what still comes is thrown away
    kClosed,
  };

  // Each does what can be done now; false when it has to wait.
  bool Handshake();
  bool Receive();
  bool Write();
  bool Linger();

  void Advance();
  Transport::Moved ReadOnce();
  void Parse(std::string_view fresh);
  void OnParsed();
  void Dispatch();
  void SendContinue();
  void Answer(Response response, bool close);
  void StartNextRequest();
  void SetDeadline(std::chrono::milliseconds from_now);
  void Close() { phase_ = Phase::kClosed; }

  ConnectionHost& host_;
  const ConnectionId id_;
  Transport transport_;
  std::shared_ptr<Origin> origin_;
  RequestParser parser_;

  Phase phase_ = Phase::kHandshake;
  SteadyTime deadline_;
  std::string held_;    // received, and not taken by the parser
  std::string output_;  // what is to be written
  std::size_t written_ = 0;
  std::size_t thrown_away_ = 0;
  int reads_left_ = 0;    // in this turn
  bool readable_ = true;  // as far as we know
  bool ended_ = false;    // by the peer: only a read tells what came before
  bool wants_turn_ = false;
  bool unparsed_ = false;  // held_ is not known to be too little
  // Of the current request:
  bool timed_ = true;   // its header deadline runs, the first one's since the connection began
  bool begun_ = false;  // a byte of it came
  bool head_done_ = false;
  bool is_head_ = false;  // its method is HEAD
  bool keep_alive_ = false;
  // Of output_:
  bool interim_ = false;      // it is "100 Continue"
  bool close_after_ = false;  // it is the last
};

}  // namespace keyward::server::http
