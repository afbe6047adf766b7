// SPDX-License-Identifier: Apache-2.0
#include "server/process/signals.h"

#include <pthread.h>

#include <ctime>

namespace keyward::server::process {

SignalWatch::SignalWatch() : set_() {
  ::sigemptyset(&set_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set_, number);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

std::optional<Order> SignalWatch::Wait(std::chrono::milliseconds timeout) const {
  constexpr std::int64_t kNanoseconds = 1'000'000;
  const timespec wait = {.tv_sec = timeout.count() / 1000,
                         .tv_nsec = timeout.count() % 1000 * kNanoseconds};
  switch (::sigtimedwait(&set_, nullptr, &wait)) {
    case SIGTERM:
    case SIGINT:
      return Order::kStop;
    case SIGHUP:
      return Order::kReload;
    default:  // the time is over, or another signal interrupted
      return std::nullopt;
  }
}

void SignalWatch::LetGo() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGINT);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace keyward::server::process
