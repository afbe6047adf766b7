// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string_view>

namespace keyward::api {

// How one request came out, for whoever counts. Views last for the call.
struct CallOutcome {
  std::string_view service;    // AWS's prefix of actions: "iam"; "" = it was not found out
  std::string_view operation;  // one of the service's; "" = it was not found out
  std::string_view error;      // the error's AWS name; "" = done
  std::chrono::steady_clock::duration took{0};
};

// Told by each front door of every request that it answered. Thread-safe; does not block.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void Answered(const CallOutcome& outcome) = 0;
};

}  // namespace keyward::api
