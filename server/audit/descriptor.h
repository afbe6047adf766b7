// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace keyward::server::audit {

// A file descriptor of our own; -1 is none.
class Descriptor {
 public:
  explicit Descriptor(int file = -1) : file_(file) {}
  ~Descriptor() {
    if (file_ >= 0) ::close(file_);
  }
  Descriptor(Descriptor&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }

  bool is_open() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_;
};

// kUnavailable "AuditSinkFailed": "cannot write: No space left on device". `number` is an errno.
core::Error SinkError(std::string_view verb, int number);
core::Error SinkError(std::string message);

// Writes from `offset` on, and moves it on by what was written, also when it fails.
core::Result<void> WriteFrom(int file, std::string_view bytes, std::size_t& offset);

}  // namespace keyward::server::audit
