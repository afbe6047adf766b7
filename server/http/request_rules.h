// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "server/http/refusal.h"

namespace keyward::server::http {

// What a request must be beyond its grammar. Each returns why it is refused, or nothing.
// Pure; thread-safe.

// "HTTP/1.0" and "HTTP/1.1"; any other version is 505, any other text 400.
std::optional<Refusal> CheckVersion(std::string_view version);

// Origin-form alone, and "*" with OPTIONS: RFC 9112 section 3.2. Absolute-form is refused although
// servers should take it: it would name a second host, and no client of ours sends it.
std::optional<Refusal> CheckTarget(std::string_view method, std::string_view target);

// 501 for all but kMethods.
std::optional<Refusal> CheckMethod(std::string_view method);

// A registered name of letters, digits, "-", "." and "_", an IPv4 address, or an IPv6 address in
// brackets; then perhaps a port. Nothing that looks like these in another alphabet, no user
// information, no escapes.
bool IsHost(std::string_view host);

// What the headers of one request say together about host, framing and expectations. They are added
// in their order; a refusal ends it.
class HeaderRules {
 public:
  // `minor` is the version's, 0 or 1.
  explicit HeaderRules(int minor) : minor_(minor) {}

  std::optional<Refusal> Add(std::string_view name, std::string_view value);
  // After the last header.
  std::optional<Refusal> Finish() const;

  // Whether the client waits for "100 Continue".
  bool expects_continue() const { return expects_continue_; }

 private:
  std::optional<Refusal> AddHost(std::string_view value);
  std::optional<Refusal> AddContentLength(std::string_view value);
  std::optional<Refusal> AddTransferEncoding(std::string_view value);
  std::optional<Refusal> AddExpect(std::string_view value);

  int minor_;
  bool host_ = false;
  bool content_length_ = false;
  bool transfer_encoding_ = false;
  bool expects_continue_ = false;
};

}  // namespace keyward::server::http
