// SPDX-License-Identifier: Apache-2.0
#include "cli/http_message.h"

#include <algorithm>
#include <utility>

#include "cli/report.h"
#include "core/encoding.h"

namespace keyward::cli {
namespace {

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Source: RFC 9110 section 5.6.2.
bool IsToken(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return IsLetterOrDigit(c) || kOthers.find(c) != std::string_view::npos;
  });
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

std::string_view Trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Reads a request from its beginning.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  core::Result<HttpMessage> Read() {
    HttpMessage message;
    if (auto first = ReadRequestLine(&message); !first) return std::move(first).error();
    for (;;) {
      if (text_.empty()) return Wrong("an empty line must end the headers");
      const std::string_view line = NextLine();
      if (line.empty()) break;
      if (line.front() == ' ' || line.front() == '\t') {
        return Wrong("a header may not go on in the next line");
      }
      auto header = ParseHeader(line);
      if (!header) return Wrong(header.error().message);
      message.headers.push_back(*std::move(header));
    }
    message.body = text_;
    if (auto body = CheckBody(message); !body) return std::move(body).error();
    return message;
  }

 private:
  core::Error Wrong(const std::string& what) const {
    return InvalidInput("line " + std::to_string(line_) + " of the request: " + what);
  }

  std::string_view NextLine() {
    const std::size_t end = text_.find('\n');
    std::string_view line = text_.substr(0, end);
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
    ++line_;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }

  core::Result<void> ReadRequestLine(HttpMessage* message) {
    const std::string_view line = NextLine();
    const std::size_t method = line.find(' ');
    const std::size_t version = line.rfind(' ');
    if (method == std::string_view::npos || method == version || HasControls(line) ||
        line.substr(version + 1).substr(0, 5) != "HTTP/" || !IsToken(line.substr(0, method))) {
      return Wrong("expected `METHOD TARGET HTTP/1.1`");
    }
    message->method = line.substr(0, method);
    message->target = line.substr(method + 1, version - method - 1);
    return {};
  }

  static core::Result<void> CheckBody(const HttpMessage& message) {
    for (const auth::OwnedHeader& header : message.headers) {
      if (core::EqualsIgnoreCase(header.name, "transfer-encoding")) {
        return InvalidInput(
            "the request has Transfer-Encoding: put its body together and leave that header out");
      }
      if (core::EqualsIgnoreCase(header.name, "content-length") &&
          header.value != std::to_string(message.body.size())) {
        return InvalidInput("Content-Length is `" + EscapeControls(header.value) +
                            "`, but the body has " + std::to_string(message.body.size()) +
                            " bytes");
      }
    }
    return {};
  }

  std::string_view text_;
  std::size_t line_ = 0;
};

core::Error BadUrl(const std::string& what) { return InvalidInput("the URL " + what); }

// Splits "host:port"; false when either is malformed.
bool IsAuthority(std::string_view authority, std::string_view* port) {
  const std::size_t bracket = authority.find(']');
  const bool literal = authority.substr(0, 1) == "[";
  if (literal && bracket == std::string_view::npos) return false;
  const std::size_t colon = authority.find(':', literal ? bracket : 0);
  const std::string_view host = authority.substr(0, colon);
  *port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1);
  const std::string_view name = literal ? host.substr(1, bracket - 1) : host;
  const std::string_view others = literal ? ":." : "-._";
  return !name.empty() && (!literal || bracket + 1 == host.size()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) {
                       return IsLetterOrDigit(c) || others.find(c) != std::string_view::npos;
                     }) &&
         (colon == std::string_view::npos || !port->empty()) && port->size() <= 5 &&
         std::all_of(port->begin(), port->end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

HttpMessageView::HttpMessageView(const HttpMessage& message) {
  headers_.reserve(message.headers.size());
  for (const auth::OwnedHeader& header : message.headers) {
    headers_.push_back({header.name, header.value});
  }
  request_ = {message.method, message.target, headers_, crypto::AsBytes(message.body)};
}

core::Result<HttpMessage> ParseHttpMessage(std::string_view text) { return Reader(text).Read(); }

core::Result<auth::OwnedHeader> ParseHeader(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !IsToken(text.substr(0, colon)) || HasControls(text)) {
    return InvalidInput("expected a header as `Name: value`");
  }
  return auth::OwnedHeader{std::string(text.substr(0, colon)),
                           std::string(Trim(text.substr(colon + 1)))};
}

core::Result<UrlParts> ParseUrl(std::string_view url) {
  std::string_view own_port;
  std::size_t begin = 0;
  if (core::EqualsIgnoreCase(url.substr(0, 8), "https://")) {
    begin = 8;
    own_port = "443";
  } else if (core::EqualsIgnoreCase(url.substr(0, 7), "http://")) {
    begin = 7;
    own_port = "80";
  } else {
    return BadUrl("must begin with `https://` or `http://`");
  }
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::string_view authority = url.substr(begin, end - begin);
  const std::string_view rest = url.substr(end);
  std::string_view port;
  if (!IsAuthority(authority, &port)) return BadUrl("has a malformed host or port");
  if (rest.find('#') != std::string_view::npos) return BadUrl("may not have a fragment");
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return c <= 0x20 || c >= 0x7f; })) {
    return BadUrl("has characters that must be percent-encoded");
  }
  UrlParts parts{std::string(url.substr(0, end)), std::string(authority), std::string(rest)};
  if (port == own_port) parts.host.resize(authority.size() - port.size() - 1);
  if (rest.empty() || rest.front() != '/') parts.target.insert(0, "/");
  return parts;
}

}  // namespace keyward::cli
