// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>

namespace keyward::server::process {

enum class Order : std::uint8_t { kStop, kReload };

// Takes the signals by which a service is told what to do: SIGTERM and SIGINT, SIGHUP. They are
// blocked from its making on, in threads that are started later too, and come out of Wait. To be
// made before any thread is started, and used by the main thread.
class SignalWatch {
 public:
  SignalWatch();

  // The next one, or nothing when the time is over.
  std::optional<Order> Wait(std::chrono::milliseconds timeout) const;

  // From now on SIGTERM and SIGINT end the process at once: for who waits no longer.
  static void LetGo();

 private:
  sigset_t set_;
};

}  // namespace keyward::server::process
