// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/tls_stream.h"

namespace keyward::server::http {

struct Header {
  std::string name;   // as received: case is the sender's
  std::string value;  // without the blanks around it

  bool operator==(const Header&) const = default;
};

// Where a request came from.
struct Origin {
  std::string address;  // IPv4 or IPv6 in its shortest form; a mapped IPv4 address as IPv4
  std::uint16_t port = 0;
  std::optional<crypto::TlsVersion> tls;                              // none: plaintext
  std::shared_ptr<const crypto::PeerCertificate> client_certificate;  // null: none was shown
};

// A request that passed everything docs/http.md refuses. What is signed is as it was sent: target
// and header values byte for byte, headers in their order.
struct Request {
  std::string method;  // one of kMethods
  // As received: an absolute path with or without a query, or "*" with OPTIONS. Nothing is decoded
  // or normalised; every "%" is followed by two hexadecimal digits.
  std::string target;
  std::vector<Header> headers;  // framing and Host included
  std::string body;             // decoded from chunks; wiped when the request is destroyed
  std::shared_ptr<const Origin> origin;

  Request() = default;
  Request(Request&&) noexcept = default;
  Request& operator=(Request&&) noexcept = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request();

  // The value of the first header of that name, in any case; null when there is none.
  const std::string* Find(std::string_view name) const;
};

// What a handler answers with. The server adds Date, Content-Length and Connection.
struct Response {
  int status = 200;             // 200 to 599
  std::vector<Header> headers;  // without those the server adds, and without Transfer-Encoding
  std::string body;             // not sent to HEAD, nor with 204 and 304; wiped once it is sent
};

// The methods that reach a handler; any other is answered with 501.
inline constexpr std::string_view kMethods[] = {"GET",    "HEAD",  "POST",   "PUT",
                                                "DELETE", "PATCH", "OPTIONS"};

}  // namespace keyward::server::http
