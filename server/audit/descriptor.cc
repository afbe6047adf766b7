// SPDX-License-Identifier: Apache-2.0
#include "server/audit/descriptor.h"

#include <cerrno>
#include <system_error>

namespace keyward::server::audit {

core::Error SinkError(std::string message) {
  return {core::ErrorCode::kUnavailable, "AuditSinkFailed", std::move(message)};
}

core::Error SinkError(std::string_view verb, int number) {
  return SinkError("cannot " + std::string(verb) + ": " + std::generic_category().message(number));
}

core::Result<void> WriteFrom(int file, std::string_view bytes, std::size_t& offset) {
  while (offset < bytes.size()) {
    const ssize_t count = ::write(file, bytes.data() + offset, bytes.size() - offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SinkError("write", errno);
    if (count == 0) return SinkError("nothing more can be written");
    offset += static_cast<std::size_t>(count);
  }
  return {};
}

}  // namespace keyward::server::audit
