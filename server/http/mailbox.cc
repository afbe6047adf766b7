// SPDX-License-Identifier: Apache-2.0
#include "server/http/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cassert>
#include <utility>

#include "server/http/response_writer.h"
#include "server/http/server.h"

namespace keyward::server::http {
namespace {

constexpr Refusal kInternal = {500, "internal failure"};

}  // namespace

Mailbox::Mailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

void Mailbox::Post(Answer answer) {
  const std::lock_guard lock(mutex_);
  answers_.push_back(std::move(answer));
  WakeLocked();
}

void Mailbox::Post(Order order) {
  const std::lock_guard lock(mutex_);
  order_ = order;
  WakeLocked();
}

// The counter is never read back: each write is an edge of its own.
void Mailbox::WakeLocked() {
  news_ = true;
  if (!std::exchange(sleeping_, false)) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(event_.get(), &one, sizeof one);
  assert(written == sizeof one);
}

Order Mailbox::Take(std::vector<Answer>& answers) {
  assert(answers.empty());
  const std::lock_guard lock(mutex_);
  answers.swap(answers_);
  news_ = false;
  return order_;
}

bool Mailbox::MaySleep() {
  const std::lock_guard lock(mutex_);
  sleeping_ = !news_;
  return sleeping_;
}

void Reply::Send(Response response) {
  if (!IsSendable(response)) response = MakeRefusal(kInternal);
  std::exchange(mailbox_, nullptr)->Post({connection_, std::move(response)});
}

Responder::Responder(std::unique_ptr<Reply> reply) : reply_(std::move(reply)) {}
Responder::Responder(Responder&&) noexcept = default;

Responder& Responder::operator=(Responder&& other) noexcept {
  std::swap(reply_, other.reply_);
  return *this;
}

Responder::~Responder() {
  if (reply_ != nullptr && !reply_->sent()) reply_->Send(MakeRefusal(kInternal));
}

void Responder::Send(Response response) {
  if (reply_ != nullptr && !reply_->sent()) reply_->Send(std::move(response));
}

}  // namespace keyward::server::http
