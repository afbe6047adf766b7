// SPDX-License-Identifier: Apache-2.0
#include "server/node/key_use_writer.h"

namespace keyward::server::node {

KeyUseWriter::KeyUseWriter(iam::KeyUse& uses, const core::Clock& clock)
    : uses_(uses), clock_(clock), thread_([this] { Run(); }) {}

KeyUseWriter::~KeyUseWriter() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
  static_cast<void>(uses_.FlushAll());
}

void KeyUseWriter::Run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kPeriod, [this] { return stop_; })) {
    lock.unlock();
    static_cast<void>(uses_.Flush(std::chrono::floor<std::chrono::seconds>(clock_.Now())));
    lock.lock();
  }
}

}  // namespace keyward::server::node
