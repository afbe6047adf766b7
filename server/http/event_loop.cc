// SPDX-License-Identifier: Apache-2.0
#include "server/http/event_loop.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "server/http/response_writer.h"

namespace keyward::server::http {
namespace {

constexpr ConnectionId kListenerId = 0;
constexpr ConnectionId kMailboxId = 1;
constexpr ConnectionId kFirstId = 2;

constexpr int kEventsAtOnce = 64;
// Connections taken in before those that are there get their turn.
constexpr int kAcceptsOfATurn = 16;
// How long a process without a free descriptor waits before it tries again.
constexpr std::chrono::milliseconds kAcceptPause{100};

constexpr std::uint32_t kConnectionEvents = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

core::Error NoLoop() {
  return {core::ErrorCode::kUnavailable, "ListenFailed", "the system gives no event queue"};
}

// Best effort: one write to an empty socket buffer.
void TurnAway(const Socket& socket, std::string_view date) {
  std::string out;
  AppendResponse(MakeRefusal({503, "there are too many connections"}), {.close = true}, date, out);
  [[maybe_unused]] const ssize_t sent = ::send(socket.get(), out.data(), out.size(), MSG_NOSIGNAL);
}

}  // namespace

core::Result<std::unique_ptr<EventLoop>> EventLoop::Create(ServerState& state,
                                                           std::shared_ptr<const Socket> listener) {
  std::unique_ptr<EventLoop> made(new EventLoop(state, std::move(listener)));
  if (!made->epoll_.is_open() || !made->mailbox_->is_open()) return NoLoop();
  // EPOLLEXCLUSIVE: one loop is woken for a new connection, not all.
  if (!made->Watch(made->listener_->get(), EPOLLIN | EPOLLEXCLUSIVE, kListenerId) ||
      !made->Watch(made->mailbox_->event(), EPOLLIN | EPOLLET, kMailboxId)) {
    return NoLoop();
  }
  return made;
}

EventLoop::EventLoop(ServerState& state, std::shared_ptr<const Socket> listener)
    : state_(state),
      listener_(std::move(listener)),
      mailbox_(std::make_shared<Mailbox>()),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      scratch_(state.options.pipelined_bytes),
      next_id_(kFirstId) {}

bool EventLoop::Watch(int file, std::uint32_t events, ConnectionId id) const {
  epoll_event event = {};
  event.events = events;
  event.data.u64 = id;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, file, &event) == 0;
}

void EventLoop::Run() {
  workers::BlockSignals();
  std::array<epoll_event, kEventsAtOnce> events = {};
  for (;;) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), kEventsAtOnce, WaitMilliseconds());
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      HandleEvent(event.data.u64, event.events);
    }
    const Order order = mailbox_->Take(answers_);
    HandleAnswers();
    HandleTimers();
    HandleTurns();
    HandJobsOver();
    if (order != Order::kNone && !draining_) BeginDrain();
    if (order == Order::kStop) break;
  }
  while (!connections_.empty()) Forget(connections_.begin()->first);
}

// Until the next timer at most; not at all when there is something to do.
int EventLoop::WaitMilliseconds() {
  if (!turns_.empty() || !jobs_.empty() || !mailbox_->MaySleep()) return 0;
  SteadyTime until = timers_.empty() ? SteadyTime::max() : timers_.top().when;
  if (accept_again_ != SteadyTime::min()) until = std::min(until, accept_again_);
  if (until == SteadyTime::max()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX));
}

void EventLoop::HandleEvent(ConnectionId id, std::uint32_t events) {
  if (id == kMailboxId) return;  // looked into after every wait
  if (id == kListenerId) {
    AcceptWaiting();
    return;
  }
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  found->second.connection.OnReady((events & EPOLLRDHUP) != 0,
                                   (events & (EPOLLHUP | EPOLLERR)) != 0);
  Settle(id, found->second);
}

void EventLoop::HandleAnswers() {
  for (Answer& answer : answers_) {
    const auto found = connections_.find(answer.connection);
    if (found == connections_.end()) continue;
    found->second.connection.OnAnswer(std::move(answer.response));
    Settle(answer.connection, found->second);
  }
  answers_.clear();
}

void EventLoop::HandleTimers() {
  if (timers_.empty() && accept_again_ == SteadyTime::min()) return;
  const SteadyTime now = std::chrono::steady_clock::now();
  while (!timers_.empty() && timers_.top().when <= now) {
    const Timer timer = timers_.top();
    timers_.pop();
    const auto found = connections_.find(timer.id);
    if (found == connections_.end() || found->second.armed != timer.when) continue;
    found->second.armed = SteadyTime::max();
    if (found->second.connection.deadline() <= now) found->second.connection.OnDeadline();
    Settle(timer.id, found->second);
  }
  if (accept_again_ != SteadyTime::min() && accept_again_ <= now) {
    accept_again_ = SteadyTime::min();
    if (listener_ != nullptr) Watch(listener_->get(), EPOLLIN | EPOLLEXCLUSIVE, kListenerId);
  }
}

void EventLoop::HandleTurns() {
  for (const ConnectionId id : std::exchange(turns_, {})) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) continue;
    found->second.connection.Resume();
    Settle(id, found->second);
  }
}

void EventLoop::HandJobsOver() {
  if (jobs_.empty()) return;
  state_.lane->Submit(jobs_);
  for (const auto& left : std::exchange(jobs_, {})) {
    const auto found = connections_.find(static_cast<const Job&>(*left).connection());
    if (found == connections_.end()) continue;
    found->second.connection.OnBusy();
    Settle(found->first, found->second);
  }
}

void EventLoop::AcceptWaiting() {
  for (int i = 0; i < kAcceptsOfATurn && listener_ != nullptr; ++i) {
    Origin origin;
    Socket socket = AcceptFrom(*listener_, origin);
    if (socket.is_open()) {
      TakeIn(std::move(socket), origin);
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      // The socket stays readable: waiting for it would be a busy loop.
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener_->get(), nullptr);
      accept_again_ = std::chrono::steady_clock::now() + kAcceptPause;
      return;
    }
  }
}

void EventLoop::TakeIn(Socket socket, const Origin& origin) {
  std::shared_ptr<const crypto::TlsContext> context;
  {
    const std::lock_guard lock(state_.mutex);
    context = state_.tls;
  }
  if (state_.connections.fetch_add(1) >= state_.options.max_connections) {
    state_.connections.fetch_sub(1);
    if (context == nullptr) TurnAway(socket, date());
    return;
  }
  const ConnectionId id = next_id_++;
  const int file = socket.get();
  std::unique_ptr<crypto::TlsStream> tls;
  if (context != nullptr) {
    auto made = crypto::TlsStream::Accept(std::move(context), file);
    if (!made) {
      state_.connections.fetch_sub(1);
      return;
    }
    tls = *std::move(made);
  }
  const auto added =
      connections_.try_emplace(id, *this, id, Transport(std::move(socket), std::move(tls)), origin)
          .first;
  if (!Watch(file, kConnectionEvents, id)) {
    Forget(id);
    return;
  }
  Settle(id, added->second);
}

// After a connection did something: it may be over, or want to be looked at again.
void EventLoop::Settle(ConnectionId id, Entry& entry) {
  if (entry.connection.closed()) {
    Forget(id);
    return;
  }
  if (entry.connection.wants_turn()) turns_.push_back(id);
  if (entry.connection.deadline() < entry.armed) {
    entry.armed = entry.connection.deadline();
    timers_.push({entry.armed, id});
  }
}

void EventLoop::Forget(ConnectionId id) {
  connections_.erase(id);
  if (state_.connections.fetch_sub(1) != 1) return;
  const std::lock_guard lock(state_.mutex);
  state_.changed.notify_all();
}

void EventLoop::BeginDrain() {
  draining_ = true;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener_->get(), nullptr);
  listener_.reset();  // closed when the last loop does this
  std::vector<ConnectionId> ids;
  ids.reserve(connections_.size());
  for (const auto& [id, entry] : connections_) ids.push_back(id);
  for (const ConnectionId id : ids) {
    Entry& entry = connections_.find(id)->second;
    entry.connection.OnDrain();
    Settle(id, entry);
  }
  const std::lock_guard lock(state_.mutex);
  ++state_.draining_loops;
  state_.changed.notify_all();
}

std::string_view EventLoop::date() {
  const auto now = state_.options.clock->Now();
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second != date_second_ || date_.empty()) {
    date_second_ = second;
    date_ = FormatDate(now);
  }
  return date_;
}

void EventLoop::Submit(ConnectionId id, Request request) {
  jobs_.push_back(std::make_unique<Job>(state_.handler, std::move(request), Reply(mailbox_, id)));
}

}  // namespace keyward::server::http
