// SPDX-License-Identifier: Apache-2.0
#include "server/http/request_rules.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

#include "core/encoding.h"
#include "server/http/characters.h"
#include "server/http/message.h"

namespace keyward::server::http {
namespace {

constexpr ByteSet kNameBytes = ByteSet(kLettersAndDigits).Add("-._");
// RFC 1035 section 2.3.4: a name has up to 255 bytes.
constexpr std::size_t kMaxHostBytes = 255;
// 2^63 has 19 digits: what is shorter cannot overflow.
constexpr std::size_t kMaxLengthDigits = 18;

bool IsPort(std::string_view port) {
  constexpr std::uint32_t kMaxPort = 65535;
  if (port.empty() || port.size() > 5 || !kDigits.HasAll(port)) return false;
  std::uint32_t number = 0;
  for (const char c : port) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number <= kMaxPort;
}

// The host without its port; `rest` is what follows.
std::string_view TakeName(std::string_view host, std::string_view& rest) {
  const std::size_t bracket = host.find(']');
  const bool literal = host.starts_with('[') && bracket != std::string_view::npos;
  const std::size_t end = literal ? bracket + 1 : std::min(host.find(':'), host.size());
  rest = host.substr(end);
  return host.substr(0, end);
}

bool AreEscapesWhole(std::string_view target) {
  for (std::size_t at = target.find('%'); at != std::string_view::npos;
       at = target.find('%', at + 1)) {
    const std::string_view digits = target.substr(at + 1, 2);
    if (digits.size() != 2 || !kHexDigits.HasAll(digits)) return false;
  }
  return true;
}

}  // namespace

std::optional<Refusal> CheckVersion(std::string_view version) {
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") &&
                          kDigits.Has(version[5]) && version[6] == '.' && kDigits.Has(version[7]);
  if (!is_version) return Refusal{400, "not an http request"};
  if (version.substr(5) != "1.1" && version.substr(5) != "1.0") {
    return Refusal{505, "only http/1.1 and http/1.0 are spoken here"};
  }
  return std::nullopt;
}

std::optional<Refusal> CheckTarget(std::string_view method, std::string_view target) {
  if (target == "*" && method == "OPTIONS") return std::nullopt;
  if (!target.starts_with('/')) return Refusal{400, "the request target is no absolute path"};
  if (!kTargetBytes.HasAll(target)) {
    return Refusal{400, "the request target has a character that must be escaped"};
  }
  if (!AreEscapesWhole(target)) {
    return Refusal{400, "the request target has a percent sign without two hexadecimal digits"};
  }
  return std::nullopt;
}

std::optional<Refusal> CheckMethod(std::string_view method) {
  if (std::ranges::find(kMethods, method) != std::end(kMethods)) return std::nullopt;
  return Refusal{501, "the method is not known"};
}

bool IsHost(std::string_view host) {
  if (host.size() > kMaxHostBytes) return false;
  std::string_view rest;
  std::string_view name = TakeName(host, rest);
  if (!rest.empty() && !(rest.front() == ':' && IsPort(rest.substr(1)))) return false;
  if (name.starts_with('[')) {
    name = name.substr(1, name.size() - 2);
    in6_addr ignored = {};
    return ::inet_pton(AF_INET6, std::string(name).c_str(), &ignored) == 1;
  }
  return !name.empty() && kNameBytes.HasAll(name);
}

std::optional<Refusal> HeaderRules::Add(std::string_view name, std::string_view value) {
  using core::EqualsIgnoreCase;
  if (EqualsIgnoreCase(name, "host")) return AddHost(value);
  if (EqualsIgnoreCase(name, "content-length")) return AddContentLength(value);
  if (EqualsIgnoreCase(name, "transfer-encoding")) return AddTransferEncoding(value);
  if (EqualsIgnoreCase(name, "expect")) return AddExpect(value);
  return std::nullopt;
}

// RFC 9112 section 3.2: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1
// request message that lacks a Host header field and to any request message that contains more than
// one Host header field line or a Host header field with an invalid field value."
std::optional<Refusal> HeaderRules::AddHost(std::string_view value) {
  if (host_) return Refusal{400, "there is more than one host"};
  host_ = true;
  if (!IsHost(value)) return Refusal{400, "the host is not valid"};
  return std::nullopt;
}

std::optional<Refusal> HeaderRules::AddContentLength(std::string_view value) {
  if (content_length_) return Refusal{400, "there is more than one content length"};
  content_length_ = true;
  if (value.empty() || !kDigits.HasAll(value)) {
    return Refusal{400, "the content length is no number"};
  }
  if (value.size() > kMaxLengthDigits) return Refusal{413, "the body is too long"};
  return std::nullopt;
}

// RFC 9112 section 6.1 would answer an unknown coding with 501; it is a framing we cannot follow,
// and gets what every other such framing does.
std::optional<Refusal> HeaderRules::AddTransferEncoding(std::string_view value) {
  if (transfer_encoding_) return Refusal{400, "there is more than one transfer encoding"};
  transfer_encoding_ = true;
  if (minor_ == 0) return Refusal{400, "http/1.0 has no transfer encoding"};
  if (!core::EqualsIgnoreCase(value, "chunked")) {
    return Refusal{400, "the transfer encoding is not known"};
  }
  return std::nullopt;
}

std::optional<Refusal> HeaderRules::AddExpect(std::string_view value) {
  if (!core::EqualsIgnoreCase(value, "100-continue")) {
    return Refusal{417, "the expectation is not known"};
  }
  // RFC 9110 section 10.1.1: one of an HTTP/1.0 client is to be ignored.
  expects_continue_ = minor_ == 1;
  return std::nullopt;
}

std::optional<Refusal> HeaderRules::Finish() const {
  if (!host_ && minor_ == 1) return Refusal{400, "there is no host"};
  if (content_length_ && transfer_encoding_) {
    return Refusal{400, "there are both a content length and a transfer encoding"};
  }
  return std::nullopt;
}

}  // namespace keyward::server::http
