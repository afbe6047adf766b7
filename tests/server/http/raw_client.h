// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace keyward::server::http_test {

// What came back, taken apart by something that shares nothing with the server.
struct Answered {
  int status = 0;
  std::string head;  // with the status line
  std::string body;

  // The value of the header, in the case that the server writes; nothing when it has none.
  std::optional<std::string> Header(std::string_view name) const;
};

// A plaintext client that sends exactly the bytes it is given. Reads give up after kPatience.
class RawClient {
 public:
  static constexpr std::chrono::seconds kPatience{10};

  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when the server has hung up.
  bool Send(std::string_view bytes) const;
  void EndSending() const;

  // The next response with its body as Content-Length says; status 0 when none came whole.
  Answered Read(bool head_only = false);
  // Everything until the server hangs up. `closed` tells whether it did.
  std::string ReadToEnd();
  bool closed() const { return closed_; }

 private:
  bool ReadMore();

  int socket_;
  std::string received_;
  bool closed_ = false;
};

}  // namespace keyward::server::http_test
