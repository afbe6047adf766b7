// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/clock.h"
#include "iam/key_use.h"

namespace keyward::server::node {

// Writes when access keys were last used, once a minute and when it is destroyed, from a thread of
// its own. What cannot be written is tried again a minute later: it is no request's affair.
class KeyUseWriter {
 public:
  static constexpr std::chrono::minutes kPeriod{1};

  // Both must outlive it.
  KeyUseWriter(iam::KeyUse& uses, const core::Clock& clock);
  ~KeyUseWriter();
  KeyUseWriter(const KeyUseWriter&) = delete;
  KeyUseWriter& operator=(const KeyUseWriter&) = delete;

 private:
  void Run();

  iam::KeyUse& uses_;
  const core::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace keyward::server::node
