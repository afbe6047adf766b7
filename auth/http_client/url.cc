// SPDX-License-Identifier: Apache-2.0
#include "auth/http_client/url.h"

#include <arpa/inet.h>

#include <algorithm>

#include "core/encoding.h"

namespace keyward::auth {
namespace {

bool IsHostByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool IsPort(std::string_view text) {
  return text.empty() ||
         (text.front() == ':' && text.size() > 1 && text.size() <= 6 &&
          std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

}  // namespace

std::optional<UrlPlace> PlaceOf(std::string_view url) {
  UrlPlace place;
  const std::string scheme = core::AsciiLower(url.substr(0, url.find("://")));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  place.tls = scheme == "https";
  if (url.size() <= scheme.size() + 3) return std::nullopt;
  url.remove_prefix(scheme.size() + 3);
  const std::string authority = core::AsciiLower(url.substr(0, url.find_first_of("/?#")));
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string::npos) return std::nullopt;
    place.host = authority.substr(1, end - 1);
    port = std::string_view(authority).substr(end + 1);
    in6_addr address = {};
    if (::inet_pton(AF_INET6, place.host.c_str(), &address) != 1) return std::nullopt;
  } else {
    const std::size_t end = std::min(authority.find(':'), authority.size());
    place.host = authority.substr(0, end);
    port = std::string_view(authority).substr(end);
    if (!std::ranges::all_of(place.host, IsHostByte)) return std::nullopt;
  }
  if (place.host.empty() || !IsPort(port)) return std::nullopt;
  return place;
}

bool IsLoopbackHost(std::string_view host) {
  if (host == "localhost") return true;
  const std::string text(host);
  in_addr four = {};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24U) == 127;
  in6_addr six = {};
  return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

}  // namespace keyward::auth
