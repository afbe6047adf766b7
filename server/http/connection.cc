// SPDX-License-Identifier: Apache-2.0
#include "server/http/connection.h"

#include <utility>

#include "crypto/bytes.h"
#include "crypto/wipe.h"
#include "server/http/response_writer.h"

namespace keyward::server::http {
namespace {

// Reads of one turn, so that a fast sender does not keep the loop from others.
constexpr int kReadsOfATurn = 16;
// After a refusal the rest of what was sent is read, so that the answer is not lost to a reset
// (RFC 9112 section 9.6): up to this much, and this long.
constexpr std::size_t kLingerBytes = std::size_t{1} << 20;
constexpr std::chrono::milliseconds kLingerTime{1000};
// Buffers that a large message has left are given back.
constexpr std::size_t kKeptBuffer = std::size_t{16} << 10;

void Empty(std::string& buffer) {
  crypto::Wipe(buffer);
  if (buffer.capacity() > kKeptBuffer) std::string().swap(buffer);
}

}  // namespace

Connection::Connection(ConnectionHost& host, ConnectionId id, Transport transport, Origin origin)
    : host_(host),
      id_(id),
      transport_(std::move(transport)),
      origin_(std::make_shared<Origin>(std::move(origin))),
      parser_(host.options().limits) {
  SetDeadline(host.options().header_deadline);
}

Connection::~Connection() {
  crypto::Wipe(held_);
  crypto::Wipe(output_);
}

void Connection::SetDeadline(std::chrono::milliseconds from_now) {
  deadline_ = std::chrono::steady_clock::now() + from_now;
}

void Connection::OnReady(bool ended, bool broken) {
  readable_ = true;
  ended_ = ended_ || ended;
  if (broken && phase_ == Phase::kHandling) {
    Close();  // nobody is left to answer
    return;
  }
  Advance();
}

void Connection::Advance() {
  reads_left_ = kReadsOfATurn;
  wants_turn_ = false;
  bool going = true;
  while (going) {
    switch (phase_) {
      case Phase::kHandshake:
        going = Handshake();
        break;
      case Phase::kReceiving:
        going = Receive();
        break;
      case Phase::kAnswering:
        going = Write();
        break;
      case Phase::kLingering:
        going = Linger();
        break;
      case Phase::kHandling:
      case Phase::kClosed:
        going = false;
        break;
    }
  }
}

bool Connection::Handshake() {
  switch (transport_.Handshake()) {
    case Transport::Status::kAgain:
      return false;
    case Transport::Status::kClosed:
      Close();
      return false;
    case Transport::Status::kDone:
      break;
  }
  if (const crypto::TlsStream* tls = transport_.tls()) {
    origin_->tls = tls->version();
    auto certificate = tls->ReadPeerCertificate();
    if (!certificate) {
      Close();
      return false;
    }
    origin_->client_certificate = *std::move(certificate);
  }
  phase_ = Phase::kReceiving;
  return true;
}

// One read, unless it is known to bring nothing.
Transport::Moved Connection::ReadOnce() {
  if (!readable_ && !ended_) return {Transport::Status::kAgain};
  if (reads_left_ == 0) {
    wants_turn_ = true;
    return {Transport::Status::kAgain};
  }
  --reads_left_;
  const std::span<std::uint8_t> scratch = host_.scratch();
  const Transport::Moved moved = transport_.Read(scratch);
  const bool was_short = transport_.short_read_is_last() && moved.count < scratch.size();
  if (moved.status == Transport::Status::kAgain || was_short) readable_ = false;
  return moved;
}

bool Connection::Receive() {
  if (std::exchange(unparsed_, false)) {
    Parse({});
    return true;
  }
  const Transport::Moved moved = ReadOnce();
  if (moved.status == Transport::Status::kAgain) return false;
  if (moved.status == Transport::Status::kClosed) {
    Close();
    return false;
  }
  const std::span<std::uint8_t> fresh = host_.scratch().first(moved.count);
  Parse(crypto::AsText(fresh));
  crypto::Wipe(fresh);
  return true;
}

// Hands what is held and `fresh` to the parser, and holds what it does not take.
void Connection::Parse(std::string_view fresh) {
  begun_ = true;
  if (!std::exchange(timed_, true)) SetDeadline(host_.options().header_deadline);
  if (held_.empty()) {
    held_.assign(fresh.substr(parser_.Feed(fresh)));
  } else {
    held_.append(fresh);
    const std::size_t taken = parser_.Feed(held_);
    if (taken == held_.size()) {
      Empty(held_);
    } else {
      held_.erase(0, taken);
    }
  }
  OnParsed();
}

void Connection::OnParsed() {
  switch (parser_.state()) {
    case RequestParser::State::kHead:
      return;
    case RequestParser::State::kBody:
      if (std::exchange(head_done_, true)) return;
      SetDeadline(host_.options().body_deadline);
      if (parser_.expects_continue()) SendContinue();
      return;
    case RequestParser::State::kComplete:
      Dispatch();
      return;
    case RequestParser::State::kRefused:
      Empty(held_);
      Answer(MakeRefusal(parser_.refusal()), true);
      return;
  }
}

void Connection::SendContinue() {
  output_ = "HTTP/1.1 100 Continue\r\n\r\n";
  interim_ = true;
  phase_ = Phase::kAnswering;
}

void Connection::Dispatch() {
  keep_alive_ = parser_.keep_alive();
  Request request = parser_.Take();
  is_head_ = request.method == "HEAD";
  request.origin = origin_;
  phase_ = Phase::kHandling;
  deadline_ = SteadyTime::max();  // the handler's time is the handler's affair
  host_.Submit(id_, std::move(request));
}

void Connection::OnBusy() {
  Response busy = MakeRefusal({503, "too many requests are waiting"});
  busy.headers.push_back({"Retry-After", "1"});
  OnAnswer(std::move(busy));
}

void Connection::OnAnswer(Response response) {
  if (phase_ != Phase::kHandling) return;
  Answer(std::move(response), !keep_alive_);
  Advance();
}

void Connection::Answer(Response response, bool close) {
  interim_ = false;
  close_after_ = close || host_.draining();
  const std::string_view date = host_.date();
  AppendResponse(response, {.head = is_head_, .close = close_after_}, date, output_);
  crypto::Wipe(response.body);
  SetDeadline(host_.options().answer_deadline);
  phase_ = Phase::kAnswering;
}

bool Connection::Write() {
  while (written_ < output_.size()) {
    const auto rest = crypto::AsBytes(output_).subspan(written_);
    const Transport::Moved moved = transport_.Write(rest);
    if (moved.status == Transport::Status::kAgain) return false;
    if (moved.status == Transport::Status::kClosed) {
      Close();
      return false;
    }
    written_ += moved.count;
  }
  Empty(output_);
  written_ = 0;
  if (std::exchange(interim_, false)) {
    phase_ = Phase::kReceiving;
  } else if (close_after_) {
    transport_.EndWriting();
    SetDeadline(kLingerTime);
    phase_ = Phase::kLingering;
  } else {
    StartNextRequest();
  }
  return true;
}

void Connection::StartNextRequest() {
  phase_ = Phase::kReceiving;
  timed_ = begun_ = head_done_ = is_head_ = false;
  unparsed_ = !held_.empty();
  if (!unparsed_) SetDeadline(host_.options().idle_timeout);
}

bool Connection::Linger() {
  const Transport::Moved moved = ReadOnce();
  if (moved.status == Transport::Status::kAgain) return false;
  crypto::Wipe(host_.scratch().first(moved.count));
  thrown_away_ += moved.count;
  if (moved.status == Transport::Status::kClosed || thrown_away_ > kLingerBytes) {
    Close();
    return false;
  }
  return true;
}

void Connection::OnDeadline() {
  if (phase_ == Phase::kReceiving && begun_) {
    Empty(held_);
    Answer(MakeRefusal({408, "the request did not come in time"}), true);
    Advance();
    return;
  }
  Close();
}

void Connection::OnDrain() {
  if (phase_ == Phase::kHandshake) Close();
  if (phase_ == Phase::kReceiving && !begun_) {
    transport_.EndWriting();
    Close();
  }
  if (phase_ == Phase::kAnswering && !interim_) close_after_ = true;
}

}  // namespace keyward::server::http
