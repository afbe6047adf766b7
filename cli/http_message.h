// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "auth/sigv4/request.h"
#include "auth/sigv4/sign.h"
#include "core/result.h"

namespace keyward::cli {

// A body or a captured request may hold this much: it is read into memory whole.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{64} << 20;

// A request that owns its parts.
struct HttpMessage {
  std::string method;
  std::string target;
  std::vector<auth::OwnedHeader> headers;
  std::string body;
};

// Points into a message, which must stay as it is.
class HttpMessageView {
 public:
  explicit HttpMessageView(const HttpMessage& message);
  HttpMessageView(const HttpMessageView&) = delete;
  HttpMessageView& operator=(const HttpMessageView&) = delete;
  const auth::HttpRequest& request() const { return request_; }

 private:
  std::vector<auth::Header> headers_;
  auth::HttpRequest request_;
};

// Reads a request of HTTP/1 as it was captured: request line, headers, an empty line, body. Lines
// may end in LF alone. What comes after the empty line is the body, which Content-Length must agree
// with; a body that was sent in chunks must have been put together, and Transfer-Encoding be gone.
//
// Pure; thread-safe. Errors: kInvalidArgument named "InvalidInput" with the line, which holds none
// of a header's value. Source: RFC 9112.
core::Result<HttpMessage> ParseHttpMessage(std::string_view text);

// Reads "Name: value", as --header takes it. Errors: as above.
core::Result<auth::OwnedHeader> ParseHeader(std::string_view text);

// Takes "https://host:port/path?query" apart into the target and a Host header, which leaves the
// scheme's own port out. Refused: other schemes, user names, fragments, and characters that a URL
// has percent-encoded. Errors: as above. Source: RFC 3986; RFC 9110 section 7.2.
struct UrlParts {
  std::string origin;  // "https://host:port", as it was given
  std::string host;
  std::string target;
};
core::Result<UrlParts> ParseUrl(std::string_view url);

}  // namespace keyward::cli
